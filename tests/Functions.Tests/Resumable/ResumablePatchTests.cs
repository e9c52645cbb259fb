using System.Net;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Functions.Tests.Resumable;

public sealed class ResumablePatchTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private const string InconsistentLength = "https://iana.org/assignments/http-problem-types#inconsistent-upload-length";

    private static readonly byte[] File = Values.RandomBytes(3_000, seed: 6);

    private readonly ApiHost _host = shared.Host;

    [Theory]
    [InlineData(false, "3000")]
    [InlineData(true, "3000")]
    [InlineData(false, "")]
    [InlineData(true, "")]
    public async Task The_client_says_when_the_file_is_complete(bool chunked, string length)
    {
        var upload = await ResumableUpload.StartAsync(_host, length.Length > 0 ? [("Upload-Length", length)] : []);

        var first = (await upload.PatchAsync(0, Body(File[..1_200]), complete: false)).Is(HttpStatusCode.NoContent);
        Assert.Equal(("1200", "?0", "no-store"),
            (first.Header("Upload-Offset"), first.Header("Upload-Complete"), first.Header("Cache-Control")));
        Assert.Empty(first.Body);
        Assert.Equal(("1200", "?0"), await upload.StandsAsync());

        var last = (await upload.PatchAsync(1_200, Body(File[1_200..]), complete: true)).Is(HttpStatusCode.OK);
        Assert.Equal(("3000", "?1"), (last.Header("Upload-Offset"), last.Header("Upload-Complete")));
        Assert.Equal("completed", last.Json.Text("state"));
        Assert.Equal(File, upload.File);
        Assert.Equal(("3000", "?1"), await upload.StandsAsync());

        HttpContent Body(byte[] bytes) => chunked ? Bodies.Chunked(bytes) : Bodies.Sized(bytes);
    }

    [Fact]
    public async Task An_offset_that_reaches_the_length_completes_nothing()
    {
        var upload = await ResumableUpload.StartAsync(_host, ("Upload-Length", "3000"));
        (await upload.PatchAsync(0, File, complete: false)).Is(HttpStatusCode.NoContent);

        Assert.Equal(("3000", "?0"), await upload.StandsAsync());
        Assert.Equal(UploadState.Open, upload.Row.State);

        Assert.Equal("?1", (await upload.PatchAsync(3_000, [], complete: true)).Is(HttpStatusCode.OK).Header("Upload-Complete"));
        Assert.Equal(File, upload.File);
    }

    [Fact]
    public async Task A_body_that_begins_elsewhere_is_told_where_to_begin()
    {
        var upload = await ResumableUpload.StartAsync(_host);
        (await upload.PatchAsync(0, File[..1_000], complete: false)).Is(HttpStatusCode.NoContent);

        foreach (var offset in new[] { 0, 999, 1_001, 999_999_999_999_999 })
        {
            var reply = (await upload.PatchAsync(offset, File[..10], complete: true)).Is(HttpStatusCode.Conflict);
            Assert.Equal(("1000", "?0"), (reply.Header("Upload-Offset"), reply.Header("Upload-Complete")));
            Assert.Equal("https://iana.org/assignments/http-problem-types#mismatching-upload-offset", reply.Json.Text("type"));
            Assert.Equal(
                (1_000, offset),
                (reply.Json.GetProperty("expected-offset").GetInt64(), reply.Json.GetProperty("provided-offset").GetInt64()));
        }

        Assert.Equal(("1000", "?0"), await upload.StandsAsync());
    }

    [Fact]
    public async Task A_body_past_the_length_ends_the_upload_for_good()
    {
        foreach (var body in new[] { Bodies.Sized(File), Bodies.Chunked(File) })
        {
            var upload = await ResumableUpload.StartAsync(_host, ("Upload-Length", "2999"));
            var reply = (await upload.PatchAsync(0, body, complete: false)).Is(HttpStatusCode.BadRequest);
            Assert.Equal((InconsistentLength, "stream-past-end"), (reply.Json.Text("type"), reply.Json.Text("code")));

            (await upload.HeadAsync()).Is(HttpStatusCode.Gone);
            Assert.Equal("past-end",
                (await upload.PatchAsync(0, File[..2_999], complete: true)).Is(HttpStatusCode.Gone).Json.Text("because"));
            Assert.Equal(UploadState.Rejected, upload.Row.State);
        }
    }

    [Fact]
    public async Task A_length_is_said_once_and_holds()
    {
        var upload = await ResumableUpload.StartAsync(_host);
        (await upload.PatchAsync(0, File[..1_000], complete: false, ("Upload-Length", "3000"))).Is(HttpStatusCode.NoContent);
        Assert.Equal("3000", (await upload.HeadAsync()).Header("Upload-Length"));

        (string, bool, byte[])[] others = [("3001", false, []), ("", true, []), ("", true, File[1_000..2_999]), ("3000", true, [1])];
        foreach (var (length, complete, body) in others)
        {
            var reply = (await upload.PatchAsync(1_000, body, complete, ("Upload-Length", length))).Is(HttpStatusCode.BadRequest);
            Assert.Equal((InconsistentLength, "?0"), (reply.Json.Text("type"), reply.Header("Upload-Complete")));
        }

        Assert.Equal(("1000", "?0"), await upload.StandsAsync());
        (await upload.PatchAsync(1_000, File[1_000..], complete: true, ("Upload-Length", "3000"))).Is(HttpStatusCode.OK);
        Assert.Equal(File, upload.File);
    }

    [Fact]
    public async Task A_final_answer_that_was_lost_is_given_again()
    {
        var upload = await ResumableUpload.CompletedAsync(_host, File);

        var again = (await upload.PatchAsync(3_000, [], complete: true)).Is(HttpStatusCode.OK);
        Assert.Equal(upload.Created.Body, again.Body);
        Assert.Equal(upload.Path, again.Header("Location"));
    }

    [Fact]
    public async Task Nothing_is_appended_to_a_file_that_is_complete()
    {
        var upload = await ResumableUpload.CompletedAsync(_host, File);

        foreach (var (body, complete) in new[] { (File[..1], true), ([], false), (File[..1], false) })
        {
            var refused = (await upload.PatchAsync(3_000, body, complete)).Is(HttpStatusCode.BadRequest);
            Assert.Equal(("upload-completed", "?0"), (refused.Json.Text("code"), refused.Header("Upload-Complete")));
        }

        (await upload.PatchAsync(3_000, Bodies.Chunked(File), complete: true)).Is(HttpStatusCode.BadRequest);
        const string completed = "https://iana.org/assignments/http-problem-types#completed-upload";
        foreach (var (version, bytes, type) in ((string, int, string)[])
            [("6", 0, completed), ("6", 1, completed), ("8", 0, completed), ("8", 1, InconsistentLength)])
        {
            var old = await upload.PatchAsync(3_000, new byte[bytes], complete: true, ("Upload-Draft-Interop-Version", version));
            Assert.Equal(type, old.Is(HttpStatusCode.BadRequest).Json.Text("type"));
        }

        Assert.Equal(File, upload.File);
    }

    [Theory]
    [InlineData("Content-Type", "application/octet-stream", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("Content-Type", "", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("Upload-Offset", "", HttpStatusCode.BadRequest)]
    [InlineData("Upload-Offset", "-1", HttpStatusCode.BadRequest)]
    [InlineData("Upload-Offset", "0.0", HttpStatusCode.BadRequest)]
    [InlineData("Upload-Complete", "", HttpStatusCode.BadRequest)]
    [InlineData("Upload-Complete", "1", HttpStatusCode.BadRequest)]
    [InlineData("Content-Encoding", "gzip", HttpStatusCode.UnsupportedMediaType)]
    public async Task What_an_append_must_say_it_must_say(string header, string value, HttpStatusCode status)
    {
        var upload = await ResumableUpload.StartAsync(_host);

        (await upload.PatchAsync(0, File, complete: true, (header, value))).Is(status);
        Assert.Equal(("0", "?0"), await upload.StandsAsync());
    }

    [Fact]
    public async Task A_request_ends_a_body_that_its_client_has_given_up_and_what_arrived_counts()
    {
        var upload = await ResumableUpload.StartAsync(_host, ("Upload-Length", "3000"));
        var never = new TaskCompletionSource();
        var dead = upload.PatchAsync(0, Bodies.Paused(File, never.Task), complete: true);
        await WhenAsync(() => _host.Stored.Calls.ToString().Length > 0);

        var offset = int.Parse((await upload.StandsAsync()).Offset!, System.Globalization.CultureInfo.InvariantCulture);
        var reply = await upload.PatchAsync(offset, File[offset..], complete: true);

        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal(File, upload.File);
        never.SetResult();
        try
        {
            (await dead).Is(HttpStatusCode.ServiceUnavailable);
        }
        catch (HttpRequestException)
        {
            // Its connection was closed before it had sent all.
        }
    }

    private static async Task WhenAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(10);
        }
    }
}
