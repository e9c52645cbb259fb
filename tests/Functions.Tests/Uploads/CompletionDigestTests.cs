using System.Globalization;
using System.Net;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Functions.Tests.Uploads;

/// <summary>The digests that the client expects of the whole file.</summary>
public sealed class CompletionDigestTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private static readonly byte[] File = Values.RandomBytes(3000, seed: 1);
    private static readonly string Sha256 = Bodies.Hex(File);
    private static readonly string Crc = Crc64Nvme.Compute(File).ToString("x16", CultureInfo.InvariantCulture);
    private static readonly string ChunkDigestsSha256 = Bodies.Hex(
        [.. File.Chunk(1000).SelectMany(chunk => Convert.FromHexString(Bodies.Hex(chunk)))]);
    private static readonly string Wrong = Bodies.Hex([]);

    private readonly ApiHost _host = shared.Host;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task All_digests_are_verified_whether_given_at_the_start_or_at_the_end(bool atStart)
    {
        var expected = new { sha256 = Sha256, crc64nvme = Crc, chunkDigestsSha256 = ChunkDigestsSha256 };
        var upload = await SentAsync(atStart ? expected : null);
        var completed = (await upload.CompleteAsync(atStart ? null : new { expected })).Is(HttpStatusCode.OK).Json;
        Assert.Equal(Sha256, completed.GetProperty("file").Text("sha256"));
        Assert.Equal(Sha256, completed.GetProperty("expected").Text("sha256"));
        Assert.Equal(Sha256, _host.Stored.VerifiedSha256(upload.Id)?.ToHex());
    }

    [Fact]
    public async Task What_is_expected_at_the_end_overrides_what_was_expected_at_the_start()
    {
        var upload = await SentAsync(new { crc64nvme = "0000000000000000" });
        (await upload.CompleteAsync()).IsProblem(HttpStatusCode.UnprocessableEntity, "file-digest-mismatch");
        (await upload.CompleteAsync(new { expected = new { crc64nvme = Crc } })).Is(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("crc64nvme")]
    [InlineData("chunkDigestsSha256")]
    public async Task A_mismatch_that_costs_nothing_to_see_leaves_the_upload_open(string algorithm)
    {
        var (wrong, right) = algorithm == "crc64nvme" ? ("00000000000000ff", Crc) : (Wrong, ChunkDigestsSha256);
        var upload = await SentAsync();
        var problem = (await upload.CompleteAsync(new { expected = new Dictionary<string, string> { [algorithm] = wrong } }))
            .IsProblem(HttpStatusCode.UnprocessableEntity, "file-digest-mismatch");
        Assert.Equal(algorithm, problem.Text("algorithm"));
        Assert.Equal(wrong, problem.Text("want"));
        Assert.Equal(right, problem.Text("got"));
        Assert.Equal(UploadState.Open, upload.Row.State);
        Assert.Equal(3, upload.Blocks.Count);
        Assert.Null(_host.Stored.CommittedBytes(upload.Id));
        (await upload.CompleteAsync()).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_SHA_256_of_a_single_chunk_is_compared_before_anything_is_committed()
    {
        var upload = await ClientUpload.SentAsync(_host, File, File.Length);
        (await upload.CompleteAsync(new { expected = new { sha256 = Wrong } })).IsProblem(
            HttpStatusCode.UnprocessableEntity, "file-digest-mismatch");
        Assert.Equal(UploadState.Open, upload.Row.State);
    }

    [Fact]
    public async Task A_file_without_the_SHA_256_that_was_promised_is_rejected_and_nothing_of_it_stays()
    {
        var upload = await SentAsync();
        var problem = (await upload.CompleteAsync(new { expected = new { sha256 = Wrong } })).IsProblem(
            HttpStatusCode.UnprocessableEntity, "file-digest-mismatch");
        Assert.Equal("sha256", problem.Text("algorithm"));
        Assert.Equal(Wrong, problem.Text("want"));
        Assert.Equal(Sha256, problem.Text("got"));

        Assert.DoesNotContain(upload.Id, _host.Stored.BlobIds);
        var status = await upload.StatusAsync();
        Assert.Equal("rejected", status.Text("state"));
        Assert.Equal("file-digest-mismatch", status.Text("rejectedBecause"));
        (await upload.PutAsync(0, File[..1000])).IsProblem(HttpStatusCode.Gone, "upload-rejected");
        (await upload.GetContentAsync()).IsProblem(HttpStatusCode.Gone, "upload-rejected");
        (await upload.CancelAsync()).IsProblem(HttpStatusCode.Gone, "upload-rejected");
        (await upload.CompleteAsync()).IsProblem(HttpStatusCode.UnprocessableEntity, "file-digest-mismatch");
    }

    [Fact]
    public async Task Completing_a_completed_upload_with_another_expectation_says_that_it_differs()
    {
        var upload = await SentAsync();
        (await upload.CompleteAsync()).Is(HttpStatusCode.OK);
        (await upload.CompleteAsync(new { expected = new { crc64nvme = "00000000000000ff" } })).IsProblem(
            HttpStatusCode.UnprocessableEntity, "file-digest-mismatch");
        Assert.Equal(File, (await upload.GetContentAsync()).Body);
    }

    [Theory]
    [InlineData("sha256", "xyz")]
    [InlineData("crc64nvme", "123")]
    [InlineData("chunkDigestsSha256", "")]
    public async Task A_digest_that_cannot_be_read_is_refused(string algorithm, string digest)
    {
        var upload = await SentAsync();
        var reply = await upload.CompleteAsync(new { expected = new Dictionary<string, string> { [algorithm] = digest } });
        Assert.Equal($"'expected.{algorithm}'", reply.IsProblem(HttpStatusCode.BadRequest, "digest-malformed").Text("field"));
        Assert.Equal(UploadState.Open, upload.Row.State);
    }

    [Fact]
    public async Task A_SHA_256_that_could_not_be_verified_is_refused_at_the_end_too()
    {
        await using var host = await ApiHost.StartAsync("--SmartTransfer:Limits:MaxSha256FileBytes=2999");
        var upload = await ClientUpload.SentAsync(host, File, 1000);
        (await upload.CompleteAsync(new { expected = new { sha256 = Sha256 } })).IsProblem(
            HttpStatusCode.UnprocessableEntity, "sha256-not-verifiable");
        (await upload.CompleteAsync(new { expected = new { crc64nvme = Crc } })).Is(HttpStatusCode.OK);
    }

    private Task<ClientUpload> SentAsync(object? expected = null) =>
        ClientUpload.SentAsync(_host, File, 1000, new { fileName = "a", length = File.Length, expected });
}
