using System.Net;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Functions.Tests.Tus;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Functions.Tests.Resumable;

public sealed class ResumableOtherVerbsTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private static readonly byte[] File = Values.RandomBytes(3_000, seed: 8);

    private readonly ApiHost _host = shared.Host;

    [Theory]
    [InlineData("HEAD")]
    [InlineData("GET")]
    public async Task Asking_tells_offset_completeness_length_and_limits(string method)
    {
        var upload = await ResumableUpload.StartAsync(_host, ("Upload-Length", "3000"));

        var reply = (await upload.SendAsync(new HttpMethod(method), null)).Is(HttpStatusCode.NoContent);
        Assert.Equal(
            ("0", "?0", "3000", "no-store"),
            (reply.Header("Upload-Offset"), reply.Header("Upload-Complete"), reply.Header("Upload-Length"), reply.Header("Cache-Control")));
        Assert.Equal("max-size=274877906944, min-size=0, max-age=86400", reply.Header("Upload-Limit"));
        Assert.Empty(reply.Body);
    }

    [Fact]
    public async Task Options_tells_the_limits_and_what_appends_look_like()
    {
        foreach (var path in new[] { "api/resumable", "api/resumable/AAAAAAAAAAAAAAAAAAAAAA" })
        {
            var reply = (await Reply.ToAsync(_host.Client, HttpMethod.Options, path)).Is(HttpStatusCode.NoContent);
            Assert.Equal("max-size=274877906944, min-size=0", reply.Header("Upload-Limit"));
            Assert.Equal("application/partial-upload", reply.Header("Accept-Patch"));
        }
    }

    [Fact]
    public async Task What_is_given_up_is_gone()
    {
        var upload = await ResumableUpload.StartAsync(_host);
        (await upload.PatchAsync(0, File[..1_000], complete: false)).Is(HttpStatusCode.NoContent);

        (await upload.DeleteAsync()).Is(HttpStatusCode.NoContent);

        (await upload.DeleteAsync()).Is(HttpStatusCode.Gone);
        (await upload.HeadAsync()).Is(HttpStatusCode.Gone);
        (await upload.PatchAsync(1_000, File[1_000..], complete: true)).Is(HttpStatusCode.Gone);
    }

    [Theory]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("x")]
    public async Task An_upload_that_never_was_is_not_found(string id) =>
        (await Reply.ToAsync(_host.Client, HttpMethod.Head, $"api/resumable/{id}")).Is(HttpStatusCode.NotFound);

    [Fact]
    public async Task An_upload_can_be_continued_by_every_protocol()
    {
        var upload = await ResumableUpload.StartAsync(_host, ("Upload-Length", "3000"));
        (await upload.PatchAsync(0, File[..1_000], complete: false)).Is(HttpStatusCode.NoContent);

        (await Reply.ToAsync(
            _host.Client,
            HttpMethod.Patch,
            $"api/tus/{upload.Id.Value}",
            Bodies.Sized(File[1_000..2_000]),
            ("Tus-Resumable", "1.0.0"),
            ("Upload-Offset", "1000"),
            ("Content-Type", TusUpload.Octets))).Is(HttpStatusCode.NoContent);
        Assert.Equal(("2000", "?0"), await upload.StandsAsync());
        (await Reply.ToAsync(
            _host.Client,
            HttpMethod.Put,
            $"api/uploads/{upload.Id.Value}/chunks/2000",
            Bodies.Sized(File[2_000..]),
            ("Content-Digest", Bodies.ContentDigest(File[2_000..])))).Is(HttpStatusCode.OK);
        Assert.Equal(("3000", "?0"), await upload.StandsAsync());

        (await upload.PatchAsync(3_000, [], complete: true)).Is(HttpStatusCode.OK);
        Assert.Equal(File, upload.File);
    }

    [Fact]
    public async Task An_upload_of_unknown_length_is_completed_natively_with_its_length()
    {
        var upload = await ResumableUpload.StartAsync(_host);
        (await upload.PatchAsync(0, File, complete: false)).Is(HttpStatusCode.NoContent);

        (await Reply.ToAsync(
            _host.Client, HttpMethod.Post, $"api/uploads/{upload.Id.Value}/complete", Bodies.Json("""{"length": 3000}""")))
            .Is(HttpStatusCode.OK);
        Assert.Equal(("3000", "?1"), await upload.StandsAsync());
        Assert.Equal(UploadState.Completed, upload.Row.State);
    }

    [Fact]
    public async Task A_tus_upload_that_is_joined_from_parts_takes_no_bytes()
    {
        var part = await TusUpload.StartAsync(_host, 10, ("Upload-Concat", "partial"));
        var final = await TusUpload.StartAsync(_host, null, ("Upload-Concat", $"final;{part.Path}"));
        var path = $"api/resumable/{final.Id.Value}";

        (await Reply.ToAsync(_host.Client, HttpMethod.Head, path)).Is(HttpStatusCode.ServiceUnavailable);
        (await Reply.ToAsync(
            _host.Client,
            HttpMethod.Patch,
            path,
            Bodies.Sized(File),
            ("Upload-Offset", "0"),
            ("Upload-Complete", "?1"),
            ("Content-Type", ResumableUpload.PartialUpload))).Is(HttpStatusCode.Forbidden);
    }
}
