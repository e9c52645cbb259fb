using System.Net;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Functions.Tests.Uploads;

public sealed class CompleteUploadTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly ApiHost _host = shared.Host;

    [Fact]
    public async Task A_whole_file_is_completed_and_its_digests_are_told()
    {
        var file = Values.RandomBytes(2500, seed: 1);
        var upload = await ClientUpload.SentAsync(_host, file, 1000);
        var completed = (await upload.CompleteAsync()).Is(HttpStatusCode.OK).Json;

        Assert.Equal("completed", completed.Text("state"));
        var told = completed.GetProperty("file");
        Assert.Equal(Crc64Nvme.Compute(file).ToString("x16", System.Globalization.CultureInfo.InvariantCulture), told.Text("crc64nvme"));
        Assert.Equal(3, told.Number("chunkCount"));
        Assert.Equal(ChunkDigests(file, 1000), told.Text("chunkDigestsSha256"));
        Assert.False(told.TryGetProperty("sha256", out _));
        Assert.Equal(file, _host.Stored.CommittedBytes(upload.Id));
        Assert.Empty(upload.Blocks);
    }

    [Fact]
    public async Task An_upload_that_is_not_there_is_told_before_the_body_is_read()
    {
        var reply = await Reply.ToAsync(
            _host.Client, HttpMethod.Post, "api/uploads/AAAAAAAAAAAAAAAAAAAAAA/complete", new StringContent("{"));
        reply.IsProblem(HttpStatusCode.NotFound, "upload-not-found");
    }

    [Fact]
    public async Task The_SHA_256_of_a_file_of_one_chunk_is_known()
    {
        var upload = await ClientUpload.SentAsync(_host, [1, 2, 3], 3);
        var completed = (await upload.CompleteAsync()).Is(HttpStatusCode.OK).Json;
        Assert.Equal(Bodies.Hex([1, 2, 3]), completed.GetProperty("file").Text("sha256"));
    }

    [Fact]
    public async Task Completing_again_answers_the_same_success()
    {
        var upload = await ClientUpload.SentAsync(_host, new byte[10], 5);
        var first = (await upload.CompleteAsync()).Is(HttpStatusCode.OK);
        _host.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(first.Text, (await upload.CompleteAsync()).Is(HttpStatusCode.OK).Text);
    }

    [Fact]
    public async Task Completing_many_times_at_once_answers_the_same_success()
    {
        var upload = await ClientUpload.SentAsync(_host, new byte[10], 5);
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => upload.CompleteAsync()));
        Assert.All(replies, reply => Assert.Equal(replies[0].Text, reply.Is(HttpStatusCode.OK).Text));
    }

    [Fact]
    public async Task An_empty_file_is_completed_without_a_chunk()
    {
        var upload = await ClientUpload.StartAsync(_host, 0);
        var completed = (await upload.CompleteAsync()).Is(HttpStatusCode.OK).Json;
        Assert.Equal(0, completed.GetProperty("file").Number("chunkCount"));
        Assert.Equal("0000000000000000", completed.GetProperty("file").Text("crc64nvme"));
        Assert.Equal(Bodies.Hex([]), completed.GetProperty("file").Text("sha256"));
        (await upload.CompleteAsync()).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_missing_ranges_are_named_exactly_and_sending_them_completes()
    {
        var file = Values.RandomBytes(100, seed: 2);
        var upload = await ClientUpload.StartAsync(_host, 100);
        (await upload.PutAsync(10, file[10..20])).Is(HttpStatusCode.OK);
        (await upload.PutAsync(50, file[50..99])).Is(HttpStatusCode.OK);
        var problem = (await upload.CompleteAsync()).IsProblem(HttpStatusCode.Conflict, "chunks-missing");
        Assert.Equal("0+10 20+30 99+1", problem.Ranges("missing"));
        Assert.Equal(UploadState.Open, upload.Row.State);

        foreach (var range in problem.GetProperty("missing").EnumerateArray())
        {
            var offset = (int)range.Number("offset");
            (await upload.PutAsync(offset, file[offset..(offset + (int)range.Number("length"))])).Is(HttpStatusCode.OK);
        }

        (await upload.CompleteAsync()).Is(HttpStatusCode.OK);
        Assert.Equal(file, _host.Stored.CommittedBytes(upload.Id));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    [InlineData("application/octet-stream")]
    public async Task Without_a_body_the_media_type_does_not_matter(string contentType)
    {
        var upload = await ClientUpload.SentAsync(_host, [1], 1);
        var reply = await Reply.ToAsync(
            _host.Client, HttpMethod.Post, $"{upload.Path}/complete", Bodies.Sized([]), ("Content-Type", contentType));
        reply.Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task With_a_body_the_media_type_does_matter()
    {
        var upload = await ClientUpload.SentAsync(_host, [1], 1);
        var reply = await Reply.ToAsync(
            _host.Client, HttpMethod.Post, $"{upload.Path}/complete", Bodies.Sized("{}"u8.ToArray()), ("Content-Type", "text/plain"));
        reply.IsProblem(HttpStatusCode.UnsupportedMediaType, "media-type-unsupported");
        Assert.Equal(UploadState.Open, upload.Row.State);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData(" ")]
    [InlineData("""{ "expected": {}, "expected": {} }""")]
    [InlineData("\uFEFF[]")]
    public async Task A_body_that_is_no_JSON_object_is_refused(string body) =>
        await IsRefused(body, HttpStatusCode.BadRequest, "body-malformed");

    [Theory]
    [InlineData("""{ "manifests": [] }""", "manifests")]
    [InlineData("""{ "expected": 5 }""", "expected")]
    [InlineData("""{ "expected": { "sha1": "x" } }""", "expected.sha1")]
    [InlineData("""{ "manifest": {} }""", "manifest")]
    [InlineData("""{ "manifest": [5] }""", "manifest")]
    [InlineData("""{ "manifest": [{ "offset": 0, "length": 1 }] }""", "manifest[0].sha256")]
    [InlineData("""{ "manifest": [{ "offset": "0" }] }""", "manifest[0].offset")]
    [InlineData("""{ "manifest": [{ "offset": 0, "length": 1.5 }] }""", "manifest[0].length")]
    [InlineData("""{ "manifest": [{ "offset": 0, "length": 9223372036854775808 }] }""", "manifest[0].length")]
    public async Task A_field_that_is_not_usable_is_named(string body, string field) =>
        Assert.Equal(field, (await IsRefused(body, HttpStatusCode.UnprocessableEntity, "field-invalid")).Text("field"));

    [Fact]
    public async Task A_body_of_more_than_16_MiB_is_refused() =>
        await IsRefused("{}" + new string(' ', 16 * 1024 * 1024), HttpStatusCode.RequestEntityTooLarge, "request-too-large");

    private static string ChunkDigests(byte[] file, int chunkBytes) =>
        Bodies.Hex([.. file.Chunk(chunkBytes).SelectMany(chunk => Convert.FromHexString(Bodies.Hex(chunk)))]);

    private async Task<System.Text.Json.JsonElement> IsRefused(string body, HttpStatusCode status, string code)
    {
        var upload = await ClientUpload.SentAsync(_host, [1], 1);
        var problem = (await upload.CompleteAsync(body)).IsProblem(status, code);
        Assert.Equal(UploadState.Open, upload.Row.State);
        return problem;
    }
}
