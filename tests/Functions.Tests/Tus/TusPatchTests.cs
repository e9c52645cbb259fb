using System.Net;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Functions.Tests.Tus;

public sealed class TusPatchTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private static readonly byte[] File = Values.RandomBytes(3_000, seed: 2);

    private readonly ApiHost _host = shared.Host;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Bytes_are_taken_in_and_the_last_of_them_completes_the_file(bool chunked)
    {
        var upload = await TusUpload.StartAsync(_host, 3_000);

        var first = (await upload.PatchAsync(0, Body(File[..1_200]))).Is(HttpStatusCode.NoContent);
        Assert.Equal(
            ("1200", "1.0.0", "no-store"), (first.Header("Upload-Offset"), first.Header("Tus-Resumable"), first.Header("Cache-Control")));
        Assert.Equal(_host.Clock.GetUtcNow().AddHours(24).ToString("r"), first.Header("Upload-Expires"));
        Assert.StartsWith("chunk-bytes=", first.Header("Transfer-Advice"), StringComparison.Ordinal);
        Assert.Empty(first.Body);

        var last = (await upload.PatchAsync(1_200, Body(File[1_200..]))).Is(HttpStatusCode.NoContent);
        Assert.Equal("3000", last.Header("Upload-Offset"));
        Assert.Null(last.Header("Upload-Expires"));
        Assert.Equal(File, upload.File);
        Assert.Equal(UploadState.Completed, upload.Row.State);

        HttpContent Body(byte[] bytes) => chunked ? Bodies.Chunked(bytes) : Bodies.Sized(bytes);
    }

    [Fact]
    public async Task A_client_that_sends_back_what_it_was_told_never_continues_other_bytes()
    {
        var upload = await TusUpload.StartAsync(_host, 3_000);
        var told = (await upload.PatchAsync(0, File[..1_000])).Is(HttpStatusCode.NoContent).Header("Transfer-Prefix")!;
        Assert.StartsWith("bytes=1000, crc64nvme=:", told, StringComparison.Ordinal);
        var forged = $"bytes=1000, crc64nvme=:{Convert.ToBase64String(new byte[8])}:";

        var refused = await upload.PatchAsync(1_000, File[1_000..], ("Transfer-Prefix", forged));
        refused.IsProblem(HttpStatusCode.Conflict, "stream-conflict");
        Assert.Equal("1000", refused.Header("Upload-Offset"));
        (await upload.PatchAsync(1_000, File[1_000..], ("Transfer-Prefix", "bytes=1"))).IsProblem(
            HttpStatusCode.BadRequest, "header-invalid");

        // One for another offset says nothing of this one.
        (await upload.PatchAsync(1_000, File[1_000..2_000], ("Transfer-Prefix", forged.Replace("1000", "7", StringComparison.Ordinal))))
            .Is(HttpStatusCode.NoContent);
        var at = (await upload.HeadAsync()).Header("Transfer-Prefix")!;
        (await upload.PatchAsync(2_000, File[2_000..], ("Transfer-Prefix", at))).Is(HttpStatusCode.NoContent);
        Assert.Equal(File, upload.File);
    }

    [Fact]
    public async Task A_part_costs_one_storage_call()
    {
        var upload = await TusUpload.StartAsync(_host, 3_000);
        (await upload.PatchAsync(0, File[..1_000])).Is(HttpStatusCode.NoContent);
        _host.Stored.Calls.Reset();

        (await upload.PatchAsync(1_000, File[1_000..2_000])).Is(HttpStatusCode.NoContent);

        Assert.Equal("StageBlock 1", _host.Stored.Calls.ToString());
    }

    [Fact]
    public async Task What_a_client_reports_of_its_attempts_is_counted_and_advice_comes_with_refusals_too()
    {
        var upload = await TusUpload.StartAsync(_host, 3_000);
        var refused = await upload.PatchAsync(
            5, File[..10], ("Transfer-Report", "attempts=3, failed=3, lost=30000, lost-ms=4000, error=connection"));

        Assert.Equal("unstable", refused.IsProblem(HttpStatusCode.Conflict, "offset-mismatch").GetProperty("advice").Text("stability"));
        Assert.Contains("stability=unstable", refused.Header("Transfer-Advice"), StringComparison.Ordinal);
        Assert.NotNull((await upload.SendAsync(HttpMethod.Head, null, ("Tus-Resumable", "9"))).Header("Transfer-Advice"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(999)]
    [InlineData(1_001)]
    [InlineData(4_000)]
    public async Task Another_offset_is_a_conflict_that_names_the_right_one(long offset)
    {
        var upload = await TusUpload.StartAsync(_host, 3_000);
        (await upload.PatchAsync(0, File[..1_000])).Is(HttpStatusCode.NoContent);

        var reply = await upload.PatchAsync(offset, File[..10]);

        var problem = reply.IsProblem(HttpStatusCode.Conflict, "offset-mismatch");
        Assert.Equal((1_000, offset), (problem.Number("want"), problem.Number("got")));
        Assert.Equal(("1000", "1.0.0"), (reply.Header("Upload-Offset"), reply.Header("Tus-Resumable")));
        Assert.Equal("1000", await upload.OffsetAsync());
        Assert.Single(upload.Blocks);
    }

    [Fact]
    public async Task An_offset_that_no_64_bits_hold_is_another_one_like_any()
    {
        var upload = await TusUpload.StartAsync(_host, 3_000);
        var reply = await upload.PatchAsync(0, File[..10], ("Upload-Offset", "99999999999999999999"));
        Assert.Equal(0, reply.IsProblem(HttpStatusCode.Conflict, "offset-mismatch").Number("want"));
        Assert.Empty(upload.Blocks);
    }

    [Fact]
    public async Task Bytes_beyond_the_end_are_refused_and_none_are_stored()
    {
        var upload = await TusUpload.StartAsync(_host, 2_999);

        Assert.Equal(
            2_999, (await upload.PatchAsync(0, File)).IsProblem(HttpStatusCode.RequestEntityTooLarge, "stream-past-end").Number("want"));
        (await upload.PatchAsync(0, Bodies.Chunked(File))).IsProblem(HttpStatusCode.RequestEntityTooLarge, "stream-past-end");

        Assert.Equal("0", await upload.OffsetAsync());
        Assert.Empty(upload.Blocks);
    }

    [Theory]
    [InlineData("application/octet-stream")]
    [InlineData("text/plain")]
    [InlineData("")]
    public async Task Another_media_type_is_refused(string type)
    {
        var upload = await TusUpload.StartAsync(_host, 3_000);
        (await upload.PatchAsync(0, File, ("Content-Type", type))).IsProblem(HttpStatusCode.UnsupportedMediaType, "media-type-unsupported");
        Assert.Equal("0", await upload.OffsetAsync());
    }

    [Fact]
    public async Task Encoded_bytes_are_refused()
    {
        var upload = await TusUpload.StartAsync(_host, 3_000);
        (await upload.PatchAsync(0, File, ("Content-Encoding", "gzip"))).IsProblem(
            HttpStatusCode.UnsupportedMediaType, "content-encoding-unsupported");
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("1e3")]
    [InlineData("+1")]
    public async Task An_offset_that_is_no_number_of_bytes_is_refused(string offset)
    {
        var upload = await TusUpload.StartAsync(_host, 3_000);
        Assert.Equal(
            "Upload-Offset",
            (await upload.PatchAsync(0, File, ("Upload-Offset", offset))).IsProblem(
                HttpStatusCode.BadRequest, "header-invalid").Text("field"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0.2.2")]
    [InlineData("1.0")]
    [InlineData("1.0.0, 1.0.0")]
    public async Task Another_version_is_refused_with_the_one_that_is_known(string version)
    {
        var upload = await TusUpload.StartAsync(_host, 3_000);
        foreach (var method in (string[])["PATCH", "HEAD", "DELETE"])
        {
            var reply = await upload.SendAsync(new HttpMethod(method), null, ("Tus-Resumable", version));
            Assert.Equal(
                (HttpStatusCode.PreconditionFailed, "1.0.0", "1.0.0"),
                (reply.Status, reply.Header("Tus-Version"), reply.Header("Tus-Resumable")));
        }

        Assert.Equal(UploadState.Open, upload.Row.State);
    }

    [Fact]
    public async Task An_upload_that_is_not_there_is_not_found()
    {
        foreach (var id in (string[])["AAAAAAAAAAAAAAAAAAAAAA", "nonsense"])
        {
            (string, string)[] headers = [("Tus-Resumable", "1.0.0"), ("Upload-Offset", "0"), ("Content-Type", TusUpload.Octets)];
            Assert.Equal(
                HttpStatusCode.NotFound,
                (await Reply.ToAsync(_host.Client, HttpMethod.Patch, $"api/tus/{id}", Bodies.Sized([1]), headers)).Status);
            Assert.Equal(
                HttpStatusCode.NotFound, (await Reply.ToAsync(_host.Client, HttpMethod.Head, $"api/tus/{id}", null, headers[..1])).Status);
            Assert.Equal(
                HttpStatusCode.NotFound,
                (await Reply.ToAsync(_host.Client, HttpMethod.Delete, $"api/tus/{id}", null, headers[..1])).Status);
        }
    }

    [Fact]
    public async Task An_upload_that_expired_is_gone()
    {
        await using var host = await ApiHost.StartAsync();
        var upload = await TusUpload.StartAsync(host, 3_000);
        host.Clock.Advance(TimeSpan.FromHours(24));

        (await upload.PatchAsync(0, File)).IsProblem(HttpStatusCode.Gone, "upload-expired");
        var head = await upload.HeadAsync();
        Assert.Equal((HttpStatusCode.Gone, (string?)null), (head.Status, head.Header("Upload-Offset")));
    }

    [Fact]
    public async Task A_length_that_was_deferred_is_declared_with_a_part()
    {
        var upload = await TusUpload.StartWithoutLengthAsync(_host);
        (await upload.PatchAsync(0, File[..1_000])).Is(HttpStatusCode.NoContent);
        var head = await upload.HeadAsync();
        Assert.Equal(
            ("1000", "1", (string?)null), (head.Header("Upload-Offset"), head.Header("Upload-Defer-Length"), head.Header("Upload-Length")));

        (await upload.PatchAsync(1_000, File[1_000..2_000], ("Upload-Length", "3000"))).Is(HttpStatusCode.NoContent);
        head = await upload.HeadAsync();
        Assert.Equal(
            ("2000", (string?)null, "3000"),
            (head.Header("Upload-Offset"), head.Header("Upload-Defer-Length"), head.Header("Upload-Length")));

        (await upload.PatchAsync(2_000, File[2_000..2_500], ("Upload-Length", "3001"))).IsProblem(
            HttpStatusCode.BadRequest, "length-fixed");
        (await upload.PatchAsync(2_000, File[2_000..], ("Upload-Length", "3000"))).Is(HttpStatusCode.NoContent);
        Assert.Equal(File, upload.File);
    }

    [Fact]
    public async Task The_end_of_a_file_of_unknown_length_may_be_declared_by_a_part_without_bytes()
    {
        var upload = await TusUpload.StartWithoutLengthAsync(_host);
        (await upload.PatchAsync(0, File)).Is(HttpStatusCode.NoContent);
        (await upload.PatchAsync(3_000, [], ("Upload-Length", "2999"))).IsProblem(HttpStatusCode.UnprocessableEntity, "length-too-small");
        (await upload.PatchAsync(3_000, [], ("Upload-Length", "3000"))).Is(HttpStatusCode.NoContent);
        Assert.Equal(File, upload.File);
    }

    [Theory]
    [InlineData("PATCH")]
    [InlineData("patch")]
    public async Task A_part_may_come_as_POST_that_names_its_method(string method)
    {
        var upload = await TusUpload.StartAsync(_host, 3_000);
        var reply = await upload.SendAsync(
            HttpMethod.Post,
            Bodies.Sized(File),
            ("Upload-Offset", "0"),
            ("Content-Type", TusUpload.Octets),
            ("X-HTTP-Method-Override", method));
        Assert.Equal("3000", reply.Is(HttpStatusCode.NoContent).Header("Upload-Offset"));
        Assert.Equal(File, upload.File);
    }

    [Fact]
    public async Task The_method_in_the_header_counts_and_the_requests_own_does_not()
    {
        var upload = await TusUpload.StartAsync(_host, 3_000);
        Assert.Equal(
            "0",
            (await upload.SendAsync(
                HttpMethod.Patch, null, ("X-HTTP-Method-Override", "HEAD"))).Is(HttpStatusCode.OK).Header("Upload-Offset"));
        (await upload.SendAsync(HttpMethod.Head, null, ("X-HTTP-Method-Override", "DELETE"))).Is(HttpStatusCode.NoContent);
        Assert.Equal(UploadState.Cancelled, upload.Row.State);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("POST")]
    public async Task A_POST_to_an_upload_that_names_no_method_it_knows_is_not_found(string method)
    {
        var upload = await TusUpload.StartAsync(_host, 3_000);
        var reply = await upload.SendAsync(HttpMethod.Post, null, ("X-HTTP-Method-Override", method));
        reply.IsProblem(HttpStatusCode.NotFound, "method-unsupported");
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    public async Task A_POST_to_an_upload_that_names_no_other_method_is_told_which_there_are(string method)
    {
        var upload = await TusUpload.StartAsync(_host, 3_000);
        var reply = await upload.SendAsync(new HttpMethod(method), null);
        reply.IsProblem(HttpStatusCode.MethodNotAllowed, "method-not-allowed");
        Assert.Equal(("DELETE, GET, HEAD, OPTIONS, PATCH", "1.0.0"), (reply.Header("Allow"), reply.Header("Tus-Resumable")));
    }

    [Fact]
    public async Task A_method_that_uploads_are_not_started_by_is_refused_in_the_words_of_the_protocol()
    {
        var reply = await Reply.ToAsync(_host.Client, HttpMethod.Put, "api/tus");
        reply.IsProblem(HttpStatusCode.MethodNotAllowed, "method-not-allowed");
        Assert.Equal("1.0.0", reply.Header("Tus-Resumable"));
        Assert.NotNull(reply.Header("Transfer-Advice"));
    }

    [Fact]
    public async Task A_header_never_makes_GET_change_anything()
    {
        var upload = await TusUpload.StartAsync(_host, 3_000);
        (await upload.SendAsync(HttpMethod.Get, null, ("X-HTTP-Method-Override", "DELETE"))).Is(HttpStatusCode.OK);
        Assert.Equal(UploadState.Open, upload.Row.State);
    }

    [Fact]
    public async Task A_header_never_makes_a_method_without_a_key_another_one()
    {
        var upload = await TusUpload.StartAsync(_host, 3_000);
        (await upload.SendAsync(HttpMethod.Options, null, ("X-HTTP-Method-Override", "DELETE"))).Is(HttpStatusCode.NoContent);
        Assert.Equal(UploadState.Open, upload.Row.State);
    }
}
