using System.Buffers.Text;
using System.Text.Json;
using SmartTransfer.Azure.Blobs;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Azure.Tests.Blobs;

public sealed class FileMetadataTests
{
    private const int AzureLimitBytes = 8 * 1024;

    private static readonly UploadId Id = new SequentialUploadIds().Next();
    private static readonly SampleBlock[] Row = SampleBlock.Row(2, 10);

    [Fact]
    public void It_says_what_is_known_of_the_file()
    {
        var session = SampleSession.Committing(Id, [Row[0].Id, Row[1].Id]) with
        {
            FileName = "März 📈.pdf",
            Metadata = new Dictionary<string, string> { ["Größe"] = "5 µm", ["b"] = "\"" },
        };
        var metadata = FileMetadata.Of(session);
        Assert.Equal("M%C3%A4rz%20%F0%9F%93%88.pdf", metadata["filename"]);
        Assert.Equal(session.File!.Crc64Nvme.ToString("x16", null), metadata["crc64nvme"]);
        Assert.Equal(session.File.ChunkDigestsSha256.ToHex(), metadata["chunkdigestssha256"]);
        Assert.Equal("2", metadata["chunkcount"]);
        Assert.Equal("verified", metadata["verification"]);
        Assert.DoesNotContain("sha256", metadata.Keys);
        Assert.Equal(
            session.Metadata,
            JsonSerializer.Deserialize<Dictionary<string, string>>(Base64Url.DecodeFromChars(metadata["clientmetadata"])));
        Assert.All(
            metadata, entry => Assert.True(entry.Key.All(char.IsAsciiLetterOrDigit) && entry.Value.All(c => c is > ' ' and < (char)0x7F)));
    }

    [Fact]
    public void A_digest_that_is_expected_and_not_known_yet_is_pending()
    {
        var expecting = SampleSession.Committing(Id, [Row[0].Id, Row[1].Id]) with { Expected = new ExpectedDigests(Sha256Digest.Of([1])) };
        Assert.Equal("pending", FileMetadata.Of(expecting)["verification"]);

        var known = expecting with { File = expecting.File! with { Sha256 = Sha256Digest.Of([1]) } };
        Assert.Equal("verified", FileMetadata.Of(known)["verification"]);
        Assert.Equal(Sha256Digest.Of([1]).ToHex(), FileMetadata.Of(known)["sha256"]);
    }

    [Theory]
    [InlineData(4096, 'a', true)]
    [InlineData(4096, '"', false)]
    public void It_stays_within_what_Azure_takes_and_leaves_the_clients_out_first(int length, char c, bool kept)
    {
        var session = SampleSession.Committing(Id, [Row[0].Id]) with
        {
            FileName = new string('%', 255),
            Metadata = new Dictionary<string, string> { ["a"] = new string(c, length) },
        };
        var metadata = FileMetadata.Of(session);
        Assert.Equal(kept, metadata.ContainsKey("clientmetadata"));
        Assert.Equal(!kept, metadata.ContainsKey("clientmetadataomitted"));
        Assert.InRange(metadata.Sum(entry => entry.Key.Length + entry.Value.Length), 1, AzureLimitBytes - 100);
    }

    [Fact]
    public void A_session_that_is_not_being_committed_has_none() =>
        Assert.Throws<ArgumentException>(() => FileMetadata.Of(SampleSession.Open(Id)));
}
