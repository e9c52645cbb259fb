using System.Net;
using System.Security.Cryptography;
using SmartTransfer.Functions.Tests.Hosting;

namespace SmartTransfer.Functions.Tests.Uploads;

/// <summary>The digest that a chunk travels with.</summary>
public sealed class ChunkDigestTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private const string Standard = "Content-Digest";
    private const string Plain = "x-chunk-sha256";

    private static readonly byte[] Chunk = "hello"u8.ToArray();
    private static readonly byte[] Other = "world"u8.ToArray();

    private readonly ApiHost _host = shared.Host;

    public static TheoryData<(string Name, string Value)[]> Usable =>
    [
        [(Standard, Bodies.ContentDigest(Chunk))],
        [(Standard, $"  {Bodies.ContentDigest(Chunk)}  ")],
        [(Plain, Bodies.Hex(Chunk))],
        [(Plain, Bodies.Hex(Chunk).ToUpperInvariant())],
        [(Standard, Bodies.ContentDigest(Chunk)), (Plain, Bodies.Hex(Chunk))],
        [(Standard, $"md5=:{Convert.ToBase64String(MD5.HashData(Chunk))}:, {Bodies.ContentDigest(Chunk)}")],
        [(Standard, $"{Bodies.ContentDigest(Chunk)}, sha-512=:{Convert.ToBase64String(SHA512.HashData(Chunk))}:")],
        [(Standard, $"{Bodies.ContentDigest(Chunk)};q=1;name=\"a,b\"")],
        [(Standard, $"{Bodies.ContentDigest(Other)}, {Bodies.ContentDigest(Chunk)}")],
        [(Standard, "unixsum=30637"), (Standard, Bodies.ContentDigest(Chunk))],
        [(Standard, "sha-512=:AAAA:"), (Plain, Bodies.Hex(Chunk))],
    ];

    public static TheoryData<string> Malformed =>
    [
        "sha-256",
        "sha-256=",
        "sha-256=::",
        $"sha-256={Bodies.Hex(Chunk)}",
        $"sha-256=\"{Bodies.Hex(Chunk)}\"",
        $"sha-256=:{Bodies.Hex(Chunk)}:",
        $"sha-256=:{Convert.ToBase64String(SHA256.HashData(Chunk))}",
        $"sha-256=:{Convert.ToBase64String(SHA256.HashData(Chunk)[1..])}:",
        $"sha-256=:!{Convert.ToBase64String(SHA256.HashData(Chunk))[1..]}:",
        $"{Bodies.ContentDigest(Chunk)},",
        $"{Bodies.ContentDigest(Chunk)} and more",
        $"SHA-256=:{Convert.ToBase64String(SHA256.HashData(Chunk))}:",
        "=:",
        ",",
        "\"",
    ];

    [Theory]
    [MemberData(nameof(Usable))]
    public async Task A_digest_may_come_in_either_header_or_both((string Name, string Value)[] headers)
    {
        var upload = await ClientUpload.StartAsync(_host, 5);
        (await upload.PutAsync(0, Bodies.Sized(Chunk), headers)).Is(HttpStatusCode.OK);
        Assert.Single(upload.Blocks);
    }

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task A_Content_Digest_that_cannot_be_read_is_refused(string digest)
    {
        var problem = await IsRefused(HttpStatusCode.BadRequest, "digest-malformed", (Standard, digest));
        Assert.Equal("Content-Digest", problem.Text("field"));
        Assert.Contains("sha-256=:", problem.Text("want"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b982")]
    [InlineData("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b98244")]
    [InlineData("zcf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824")]
    public async Task A_plain_digest_that_cannot_be_read_is_refused(string digest)
    {
        var problem = await IsRefused(HttpStatusCode.BadRequest, "digest-malformed", (Plain, digest));
        Assert.Equal("x-chunk-sha256", problem.Text("field"));
    }

    [Fact]
    public async Task A_missing_digest_is_refused() => await IsRefused(HttpStatusCode.BadRequest, "digest-missing");

    [Fact]
    public async Task An_empty_digest_is_a_missing_one() =>
        await IsRefused(HttpStatusCode.BadRequest, "digest-missing", (Standard, string.Empty));

    [Theory]
    [InlineData("sha-512=:AAAA:")]
    [InlineData("md5=:AAAA:, unixsum=30637")]
    public async Task A_digest_of_another_algorithm_alone_is_refused(string digest)
    {
        var problem = await IsRefused(HttpStatusCode.BadRequest, "digest-algorithm-unsupported", (Standard, digest));
        Assert.Equal("sha-256", problem.Text("want"));
        Assert.Equal(string.Join(", ", digest.Split(", ").Select(member => member.Split('=')[0])), problem.Text("got"));
    }

    [Fact]
    public async Task Two_digests_that_disagree_are_refused() =>
        await IsRefused(HttpStatusCode.BadRequest, "digests-disagree", (Standard, Bodies.ContentDigest(Chunk)), (Plain, Bodies.Hex(Other)));

    [Theory]
    [InlineData(Standard)]
    [InlineData(Plain)]
    public async Task Bytes_without_the_digest_that_was_sent_are_refused_stored_nowhere_and_counted(string header)
    {
        var upload = await ClientUpload.StartAsync(_host, 5);
        var reply = await upload.PutAsync(
            0, Bodies.Sized(Chunk), (header, header == Plain ? Bodies.Hex(Other) : Bodies.ContentDigest(Other)));

        var problem = reply.IsProblem(HttpStatusCode.UnprocessableEntity, "chunk-digest-mismatch");
        Assert.Equal(Bodies.Hex(Other), problem.Text("want"));
        Assert.Equal(Bodies.Hex(Chunk), problem.Text("got"));
        Assert.Equal(0, problem.GetProperty("retry").Number("afterMilliseconds"));
        Assert.Empty(upload.Blocks);
        Assert.Equal(1, (await upload.StatusAsync()).GetProperty("network").Number("mismatched"));

        (await upload.PutAsync(0, Chunk)).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_single_flipped_bit_is_noticed()
    {
        var upload = await ClientUpload.StartAsync(_host, 100_000);
        var sent = new byte[100_000];
        var digest = Bodies.ContentDigest(sent);
        sent[70_000] ^= 1;
        (await upload.PutAsync(0, Bodies.Chunked(sent), (Standard, digest))).IsProblem(
            HttpStatusCode.UnprocessableEntity, "chunk-digest-mismatch");
        Assert.Empty(upload.Blocks);
    }

    private async Task<System.Text.Json.JsonElement> IsRefused(
        HttpStatusCode status, string code, params (string Name, string Value)[] headers)
    {
        var upload = await ClientUpload.StartAsync(_host, 5);
        var problem = (await upload.PutAsync(0, Bodies.Sized(Chunk), headers)).IsProblem(status, code);
        Assert.Empty(upload.Blocks);
        return problem;
    }
}
