using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Core.Tests.Uploads;

/// <summary>Chunks of two versions of a file are sent, and overlap: a file of both can never be completed.</summary>
public sealed class ChunkVersionsTests
{
    private static readonly TestFile Ones = new([.. Enumerable.Repeat((byte)'1', 12)]);
    private static readonly TestFile Twos = new([.. Enumerable.Repeat((byte)'2', 12)]);

    private readonly World _world = new();

    [Fact]
    public async Task A_client_that_began_again_with_smaller_chunks_makes_no_file_of_both_versions()
    {
        var id = await BegunAgainAsync();

        var failure = (await CompleteAsync(id)).Failure;

        Assert.Equal("chunks-conflict", failure?.Code);
        var conflicts = Assert.IsAssignableFrom<IReadOnlyList<RangeConflict>>(failure?.Facts["conflicts"]);
        Assert.Equal(new ByteRange(0, 8), Assert.Single(conflicts).Range);
        Assert.Equal(UploadState.Open, _world.Session(id).State);
        Assert.Null(_world.Storage.CommittedBytes(id));
    }

    [Fact]
    public async Task Its_checksum_of_the_file_finds_the_version_that_it_means()
    {
        var id = await BegunAgainAsync();

        var crc = new ExpectedDigests(Crc64Nvme: Crc64Nvme.Compute(Twos.Bytes));
        Assert.Null((await CompleteAsync(id, new CompletionRequest(crc, null))).Failure);

        Assert.Equal(Twos.Bytes, _world.Storage.CommittedBytes(id));
    }

    [Fact]
    public async Task Its_manifest_does_so_too()
    {
        var id = await BegunAgainAsync();

        var manifest = Twos.Chunks(id, 4).Select(chunk => new ManifestEntry(new ByteRange(chunk.Offset, 4), chunk.Sha256)).ToList();
        Assert.Null((await CompleteAsync(id, new CompletionRequest(ExpectedDigests.None, manifest))).Failure);

        Assert.Equal(Twos.Bytes, _world.Storage.CommittedBytes(id));
    }

    [Theory]
    [InlineData("crc64nvme")]
    [InlineData("sha256")]
    [InlineData("chunkDigestsSha256")]
    public async Task An_expected_digest_that_no_file_has_completes_nothing(string kind)
    {
        var id = await BegunAgainAsync();

        var mixed = (byte[])[.. Ones.Slice(0, 8), .. Twos.Slice(0, 4)];
        var expected = kind switch
        {
            "crc64nvme" => new ExpectedDigests(Crc64Nvme: Crc64Nvme.Compute(Ones.Bytes)),
            "sha256" => new ExpectedDigests(Sha256: Ones.Sha256),
            _ => new ExpectedDigests(ChunkDigestsSha256: DigestOfDigests.Compute([Sha256Digest.Of(mixed)])),
        };
        Assert.Equal("file-digest-mismatch", (await CompleteAsync(id, new CompletionRequest(expected, null))).Failure?.Code);
        Assert.NotEqual(mixed, _world.Storage.CommittedBytes(id));
    }

    [Fact]
    public async Task A_late_chunk_of_the_same_version_that_is_cut_otherwise_is_proven_by_the_chunk_that_is_asked_for()
    {
        var file = TestFile.OfLength(18);
        var id = await _world.StartAsync(file);
        await SendAsync(file, id, (0, 8), (8, 5), (13, 5));
        await SendAsync(file, id, (8, 8));

        var failure = (await CompleteAsync(id)).Failure;
        Assert.Equal("chunks-missing", failure?.Code);
        Assert.Equal([new ByteRange(16, 2)], Assert.IsAssignableFrom<IReadOnlyList<ByteRange>>(failure?.Facts["missing"]));

        await SendAsync(file, id, (16, 2));
        Assert.Null((await CompleteAsync(id)).Failure);
        Assert.Equal(file.Bytes, _world.Storage.CommittedBytes(id));
    }

    [Fact]
    public async Task The_same_of_another_version_is_a_conflict_then()
    {
        var (file, other) = (TestFile.OfLength(18), TestFile.OfLength(18, seed: 2));
        var id = await _world.StartAsync(file);
        await SendAsync(file, id, (0, 8), (8, 5), (13, 5));
        await SendAsync(other, id, (8, 8));
        await SendAsync(file, id, (16, 2));

        Assert.Equal("chunks-conflict", (await CompleteAsync(id)).Failure?.Code);
    }

    [Fact]
    public async Task A_chunk_that_is_asked_for_is_taken_however_small()
    {
        var file = TestFile.OfLength(100_000);
        var id = await _world.StartAsync(file);
        await SendAsync(file, id, (0, 50_000), (50_000, 50_000), (10, 49_990));

        Assert.Equal("chunks-missing", (await CompleteAsync(id)).Failure?.Code);
        await SendAsync(file, id, (0, 10));
        Assert.Null((await CompleteAsync(id)).Failure);
        Assert.Equal(file.Bytes, _world.Storage.CommittedBytes(id));
    }

    [Fact]
    public async Task Completing_again_compares_length_and_manifest_with_the_file_that_is_there()
    {
        var id = await _world.StageAllAsync(Ones, chunkBytes: 6);
        var manifest = Ones.Chunks(id, 6).Select(chunk => new ManifestEntry(new ByteRange(chunk.Offset, 6), chunk.Sha256)).ToList();
        Assert.Null((await CompleteAsync(id)).Failure);

        Assert.Null((await CompleteAsync(id, new CompletionRequest(ExpectedDigests.None, manifest, 12))).Failure);
        Assert.Equal("length-fixed", (await CompleteAsync(id, new CompletionRequest(ExpectedDigests.None, null, 13))).Failure?.Code);
        Assert.Equal(
            "manifest-invalid", (await CompleteAsync(id, new CompletionRequest(ExpectedDigests.None, [manifest[0]]))).Failure?.Code);
        var others = Twos.Chunks(id, 6).Select(chunk => new ManifestEntry(new ByteRange(chunk.Offset, 6), chunk.Sha256)).ToList();
        Assert.Equal(
            "file-digest-mismatch", (await CompleteAsync(id, new CompletionRequest(ExpectedDigests.None, others))).Failure?.Code);
    }

    /// <summary>Eight bytes of the ones, then all of the twos in chunks of four.</summary>
    private async Task<UploadId> BegunAgainAsync()
    {
        var id = await _world.StartAsync(Twos);
        await SendAsync(Ones, id, (0, 8));
        await SendAsync(Twos, id, (0, 4), (4, 4), (8, 4));
        return id;
    }

    private async Task SendAsync(TestFile file, UploadId id, params (int Offset, int Length)[] chunks)
    {
        foreach (var (offset, length) in chunks)
        {
            Assert.Null((await _world.One.Stage.RunAsync(file.Chunk(id, offset, length), World.None)).Failure);
        }
    }

    private Task<Outcome<UploadSession>> CompleteAsync(UploadId id, CompletionRequest? request = null) =>
        _world.One.Complete.RunAsync(id, request ?? CompletionRequest.Plain, World.None);
}
