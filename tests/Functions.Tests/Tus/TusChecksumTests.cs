using System.IO.Hashing;
using System.Net;
using System.Security.Cryptography;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Functions.Tests.Tus;

/// <summary>Upload-Checksum, before the body and after it: all of a body counts or nothing.</summary>
public sealed class TusChecksumTests : IAsyncLifetime
{
    private static readonly byte[] File = Values.RandomBytes(300_000, seed: 5);

    private ApiHost? _host;

    private ApiHost Host => _host!;

    public async Task InitializeAsync() => _host = await ApiHost.StartAsync([.. ApiHost.SmallChunks]);

    public async Task DisposeAsync() => await Host.DisposeAsync();

    public static TheoryData<string> Algorithms => ["sha1", "md5", "sha256", "sha512", "crc32"];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task A_body_that_has_its_checksum_counts_whether_it_is_one_block_or_many(string algorithm)
    {
        var upload = await TusUpload.StartAsync(Host, File.Length);
        Assert.Equal(
            "1000",
            (await upload.PatchAsync(
                0,
                File[..1_000],
                ("Upload-Checksum", Checksum(algorithm, File[..1_000])))).Is(HttpStatusCode.NoContent).Header("Upload-Offset"));
        Assert.Equal(
            "300000",
            (await upload.PatchAsync(
                1_000,
                Bodies.Chunked(File[1_000..]),
                ("Upload-Checksum", Checksum(algorithm, File[1_000..])))).Is(HttpStatusCode.NoContent).Header("Upload-Offset"));
        Assert.Equal(File, upload.File);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task A_body_that_has_not_is_discarded_and_may_be_sent_again(string algorithm)
    {
        var upload = await TusUpload.StartAsync(Host, File.Length);
        foreach (var length in (int[])[1_000, File.Length])
        {
            var reply = await upload.PatchAsync(0, File[..length], ("Upload-Checksum", Checksum(algorithm, [1])));
            Assert.Equal(algorithm, reply.IsProblem((HttpStatusCode)460, "stream-digest-mismatch").Text("algorithm"));
            Assert.Equal("0", await upload.OffsetAsync());
        }

        (await upload.PatchAsync(0, File, ("Upload-Checksum", Checksum(algorithm, File)))).Is(HttpStatusCode.NoContent);
        Assert.Equal(File, upload.File);
    }

    [Theory]
    [InlineData("sha3 YQ==", "checksum-algorithm-unsupported")]
    [InlineData("SHA1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=", "checksum-algorithm-unsupported")]
    [InlineData("sha1", "header-invalid")]
    [InlineData("sha1 not!base64", "header-invalid")]
    [InlineData("sha1  Kq5sNclPz7QV2+lfQIuc6R7oRu0=", "header-invalid")]
    [InlineData("sha1 YQ==", "header-invalid")]
    [InlineData("sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0A", "header-invalid")]
    [InlineData("sha256 Kq5sNclPz7QV2+lfQIuc6R7oRu0=", "header-invalid")]
    [InlineData("md5 Kq5sNclPz7QV2+lfQIuc6R7oRu0=", "header-invalid")]
    [InlineData("sha512 Kq5sNclPz7QV2+lfQIuc6R7oRu0=", "header-invalid")]
    [InlineData("crc32 AAAAAAA=", "header-invalid")]
    public async Task A_checksum_that_cannot_be_used_is_refused_before_the_body(string field, string code)
    {
        var upload = await TusUpload.StartAsync(Host, File.Length);
        (await upload.PatchAsync(0, File, ("Upload-Checksum", field))).IsProblem(HttpStatusCode.BadRequest, code);
        Assert.Equal("0", await upload.OffsetAsync());
        Assert.Empty(upload.Blocks);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task A_checksum_may_come_after_the_body(string algorithm)
    {
        var upload = await TusUpload.StartAsync(Host, File.Length);
        Assert.StartsWith(
            "HTTP/1.1 204 ", await SendWithTrailerAsync(upload, $"Upload-Checksum: {Checksum(algorithm, File)}"), StringComparison.Ordinal);
        Assert.Equal(File, upload.File);
    }

    [Theory]
    [InlineData("Upload-Checksum: sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=", "460", "stream-digest-mismatch")]
    [InlineData("Upload-Checksum: sha3 YQ==", "400", "checksum-algorithm-unsupported")]
    [InlineData("Upload-Checksum: sha1", "400", "header-invalid")]
    [InlineData("Upload-Checksum: sha1 YQ==", "400", "header-invalid")]
    [InlineData("X-Other: 1", "400", "header-invalid")]
    public async Task A_body_whose_announced_checksum_is_wrong_or_does_not_come_is_discarded(string trailer, string status, string code)
    {
        var upload = await TusUpload.StartAsync(Host, File.Length);
        var answer = await SendWithTrailerAsync(upload, trailer);
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Contains($"\"code\":\"{code}\"", answer, StringComparison.Ordinal);
        Assert.Equal("0", await upload.OffsetAsync());
        Assert.Null(upload.File);
    }

    private static string Checksum(string algorithm, byte[] bytes) => $"{algorithm} {Convert.ToBase64String(algorithm switch
    {
        "sha1" => SHA1.HashData(bytes),
        "md5" => MD5.HashData(bytes),
        "sha256" => SHA256.HashData(bytes),
        "sha512" => SHA512.HashData(bytes),
        _ => [.. Crc32.Hash(bytes).Reverse()],
    })}";

    private async Task<string> SendWithTrailerAsync(TusUpload upload, string trailer)
    {
        using var connection = await RawConnection.OpenAsync(Host.Address);
        await connection.SendAsync(
            $"PATCH {upload.Path} HTTP/1.1", $"Host: {Host.Address.Authority}", "Connection: close", "Tus-Resumable: 1.0.0",
            "Upload-Offset: 0", $"Content-Type: {TusUpload.Octets}",
            "Transfer-Encoding: chunked", "Trailer: Upload-Checksum", string.Empty, $"{File.Length:x}", string.Empty);
        await connection.SendAsync(File);
        await connection.SendAsync(string.Empty, "0", trailer, string.Empty, string.Empty);
        return await connection.ReadToEndAsync();
    }
}
