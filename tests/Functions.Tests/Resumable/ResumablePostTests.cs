using System.Net;
using System.Text;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Functions.Tests.Resumable;

public sealed class ResumablePostTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private static readonly byte[] File = Values.RandomBytes(3_000, seed: 5);

    private readonly ApiHost _host = shared.Host;

    [Fact]
    public async Task A_careful_creation_tells_where_to_go_on_and_what_an_upload_may_have()
    {
        var upload = await ResumableUpload.StartAsync(_host, ("Upload-Length", "3000"));

        var created = upload.Created;
        Assert.Matches("^/api/resumable/[A-Za-z0-9_-]{22}$", upload.Path);
        Assert.Equal(("0", "?0", "no-store"),
            (created.Header("Upload-Offset"), created.Header("Upload-Complete"), created.Header("Cache-Control")));
        Assert.Equal("max-size=274877906944, min-size=0, max-age=86400", created.Header("Upload-Limit"));
        Assert.StartsWith("chunk-bytes=", created.Header("Transfer-Advice"), StringComparison.Ordinal);
        Assert.Equal(3_000, upload.Row.LengthBytes);
        Assert.Equal(UploadState.Open, upload.Row.State);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_whole_upload_in_one_request_gets_the_final_answer(bool chunked)
    {
        var reply = (await ResumableUpload.PostAsync(
            _host,
            chunked ? Bodies.Chunked(File) : Bodies.Sized(File),
            ("Upload-Complete", "?1"),
            ("Content-Type", "image/png"),
            ("Content-Disposition", "attachment; filename=\"x.png\"; filename*=UTF-8''%e2%82%ac.png"))).Is(HttpStatusCode.OK);

        Assert.Equal(("?1", "3000"), (reply.Header("Upload-Complete"), reply.Header("Upload-Offset")));
        Assert.Equal("completed", reply.Json.Text("state"));
        Assert.Equal(("€.png", "image/png"), (reply.Json.Text("fileName"), reply.Json.Text("contentType")));
        Assert.StartsWith("/api/resumable/", reply.Header("Location"), StringComparison.Ordinal);
        var row = _host.Stored.SessionRows.Single(row => row.Id.Value == reply.Json.Text("id"));
        Assert.Equal(File, _host.Stored.CommittedBytes(row.Id));
    }

    [Theory]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("Multipart/Mixed")]
    public async Task A_body_of_several_parts_is_refused_and_nothing_is_started(string type)
    {
        var before = _host.Stored.SessionRows.Count;

        var reply = (await ResumableUpload.PostAsync(_host, Bodies.Sized(File), ("Upload-Complete", "?1"), ("Content-Type", type)))
            .Is(HttpStatusCode.UnsupportedMediaType);

        Assert.Equal("media-type-unsupported", reply.Json.Text("code"));
        Assert.Equal(before, _host.Stored.SessionRows.Count);
    }

    [Fact]
    public async Task An_empty_body_that_is_complete_is_an_empty_file()
    {
        var upload = await ResumableUpload.CompletedAsync(_host, []);

        Assert.Equal(Array.Empty<byte>(), upload.File);
        Assert.Equal(("0", "?1"), await upload.StandsAsync());
    }

    [Fact]
    public async Task A_creation_with_the_first_bytes_acknowledges_them_even_when_they_are_all()
    {
        var upload = new[] { ("Upload-Complete", "?0"), ("Upload-Length", "3000") };
        var reply = (await ResumableUpload.PostAsync(_host, Bodies.Sized(File), upload)).Is(HttpStatusCode.Created);

        Assert.Equal(("3000", "?0"), (reply.Header("Upload-Offset"), reply.Header("Upload-Complete")));
        Assert.Equal(UploadState.Open,
            _host.Stored.SessionRows.Single(row => reply.Header("Location")!.EndsWith(row.Id.Value, StringComparison.Ordinal)).State);
    }

    [Theory]
    [InlineData("?1", "2999")]
    [InlineData("?0", "2999")]
    [InlineData("?1", "3001")]
    public async Task Lengths_that_disagree_start_nothing(string complete, string length)
    {
        var before = _host.Stored.SessionRows.Count();
        var reply = await ResumableUpload.PostAsync(_host, Bodies.Sized(File), ("Upload-Complete", complete), ("Upload-Length", length));

        var problem = reply.Is(HttpStatusCode.BadRequest).Json;
        Assert.Equal("https://iana.org/assignments/http-problem-types#inconsistent-upload-length", problem.Text("type"));
        Assert.Equal("?0", reply.Header("Upload-Complete"));
        Assert.Equal(before, _host.Stored.SessionRows.Count());
    }

    [Fact]
    public async Task A_chunked_body_that_ends_short_of_its_length_leaves_no_upload()
    {
        var reply = await ResumableUpload.PostAsync(_host, Bodies.Chunked(File), ("Upload-Complete", "?1"), ("Upload-Length", "3001"));

        Assert.Equal("length-fixed", reply.Is(HttpStatusCode.BadRequest).Json.Text("code"));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("true")]
    [InlineData("?2")]
    [InlineData("?1, ?1")]
    [InlineData("")]
    public async Task A_creation_that_does_not_say_whether_it_is_complete_is_refused(string complete)
    {
        var reply = await ResumableUpload.PostAsync(_host, Bodies.Sized(File), complete.Length > 0 ? [("Upload-Complete", complete)] : []);

        Assert.Equal("header-invalid", reply.Is(HttpStatusCode.BadRequest).Json.Text("code"));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1.0")]
    [InlineData("1000000000000000")]
    [InlineData("\"7\"")]
    [InlineData("?1")]
    public async Task A_malformed_length_is_as_if_it_were_not_there(string length)
    {
        var upload = await ResumableUpload.StartAsync(_host, ("Upload-Length", length));

        Assert.Null(upload.Row.LengthBytes);
        Assert.Null((await upload.HeadAsync()).Header("Upload-Length"));
    }

    [Fact]
    public async Task A_file_that_is_too_long_is_refused_with_the_limits()
    {
        var reply = await ResumableUpload.PostAsync(_host, null, ("Upload-Complete", "?0"), ("Upload-Length", "274877906945"));

        Assert.Equal("length-too-large", reply.Is(HttpStatusCode.RequestEntityTooLarge).Json.Text("code"));
        Assert.StartsWith("max-size=274877906944", reply.Header("Upload-Limit"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_tus_js_client_says_of_a_file_is_kept()
    {
        var metadata = $"filename {Base64("ä.txt")},filetype {Base64("text/plain")},album {Base64("x")}";
        var upload = await ResumableUpload.StartAsync(
            _host, ("Upload-Metadata", metadata), ("Content-Type", ResumableUpload.PartialUpload));

        Assert.Equal(("ä.txt", "text/plain", "x"), (upload.Row.FileName, upload.Row.ContentType, upload.Row.Metadata["album"]));

        static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
    }

    [Theory]
    [InlineData("attachment; filename=\"../x\"")]
    [InlineData("attachment; filename*=UTF-8''a%00b")]
    public async Task A_file_name_that_escapes_is_refused(string disposition)
    {
        var reply = await ResumableUpload.PostAsync(_host, null, ("Upload-Complete", "?0"), ("Content-Disposition", disposition));

        Assert.Equal("file-name-invalid", reply.Is(HttpStatusCode.UnprocessableEntity).Json.Text("code"));
    }

    [Theory]
    [InlineData("9")]
    [InlineData("8")]
    [InlineData("6")]
    [InlineData("x")]
    public async Task Versions_that_are_served_and_names_that_are_none_get_an_upload(string version) =>
        (await ResumableUpload.PostAsync(_host, null, ("Upload-Complete", "?0"), ("Upload-Draft-Interop-Version", version)))
            .Is(HttpStatusCode.Created);

    [Fact]
    public async Task Another_version_is_refused_with_those_that_are_served()
    {
        var reply = await ResumableUpload.PostAsync(_host, null, ("Upload-Complete", "?0"), ("Upload-Draft-Interop-Version", "5"));

        Assert.Equal("version-unsupported", reply.Is(HttpStatusCode.BadRequest).Json.Text("code"));
        Assert.Equal("9, 8, 6", reply.Header("Upload-Draft-Interop-Version"));
    }

    [Fact]
    public async Task A_setting_says_which_versions_are_served()
    {
        await using var host = await ApiHost.StartAsync("--SmartTransfer:Resumable:InteropVersions=6");

        var refused = await ResumableUpload.PostAsync(host, null, ("Upload-Complete", "?0"), ("Upload-Draft-Interop-Version", "9"));
        Assert.Equal("6", refused.Is(HttpStatusCode.BadRequest).Header("Upload-Draft-Interop-Version"));
        (await ResumableUpload.PostAsync(host, null, ("Upload-Complete", "?0"),
            ("Upload-Draft-Interop-Version", "6"))).Is(HttpStatusCode.Created);
    }
}
