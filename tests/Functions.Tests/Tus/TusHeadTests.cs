using System.Net;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Testing.Properties;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Functions.Tests.Tus;

public sealed class TusHeadTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private static readonly byte[] File = Values.RandomBytes(3_000, seed: 3);

    private readonly ApiHost _host = shared.Host;

    [Fact]
    public async Task It_tells_where_to_go_on_and_is_kept_by_no_cache()
    {
        var upload = await TusUpload.StartAsync(_host, 3_000);
        (await upload.PatchAsync(0, File[..1_234])).Is(HttpStatusCode.NoContent);

        var head = (await upload.HeadAsync()).Is(HttpStatusCode.OK);

        Assert.Equal(
            ("1234", "3000", "no-store", "1.0.0"),
            (head.Header("Upload-Offset"), head.Header("Upload-Length"), head.Header("Cache-Control"), head.Header("Tus-Resumable")));
        Assert.Equal(_host.Clock.GetUtcNow().AddHours(24).ToString("r"), head.Header("Upload-Expires"));
        Assert.NotNull(head.Header("Transfer-Advice"));
        Assert.Null(head.Header("Upload-Defer-Length"));
    }

    [Fact]
    public async Task GET_is_answered_as_HEAD_is_and_without_a_body()
    {
        var upload = await TusUpload.StartAsync(_host, 3_000, ("Upload-Metadata", "filename YQ=="));
        (await upload.PatchAsync(0, File[..1_234])).Is(HttpStatusCode.NoContent);
        string[] varying = ["Date", "x-correlation-id"];

        var head = (await upload.HeadAsync()).Is(HttpStatusCode.OK);
        var get = (await upload.SendAsync(HttpMethod.Get, null)).Is(HttpStatusCode.OK);

        Assert.Empty(get.Body);
        Assert.Equal("1234", get.Header("Upload-Offset"));
        var told = (Reply reply) => reply.Headers.Where(header => !varying.Contains(header.Key, StringComparer.OrdinalIgnoreCase))
            .Select(header => $"{header.Key}: {string.Join(',', header.Value)}").Order();
        Assert.Equal(told(head), told(get));
    }

    [Fact]
    public async Task Of_a_file_that_is_there_the_offset_is_the_length()
    {
        var upload = await TusUpload.CompletedAsync(_host, File);

        var head = (await upload.HeadAsync()).Is(HttpStatusCode.OK);

        Assert.Equal(
            ("3000", "3000", (string?)null), (head.Header("Upload-Offset"), head.Header("Upload-Length"), head.Header("Upload-Expires")));
    }

    [Fact]
    public async Task Trouble_that_passes_never_makes_a_client_forget_its_upload()
    {
        await using var host = await ApiHost.StartOnSystemTimeAsync();
        var upload = await TusUpload.StartAsync(host, 3_000);
        foreach (var operation in (StorageOperation[])[StorageOperation.FindSession, StorageOperation.ListBlocks])
        {
            host.Faults.FailOperation(operation, FaultTiming.BeforeEffect, times: 4);
            var head = await upload.HeadAsync();
            Assert.Equal(HttpStatusCode.ServiceUnavailable, head.Status);
            Assert.Null(head.Header("Upload-Offset"));
            Assert.NotNull(head.Headers.RetryAfter);
            host.Faults.Heal();
        }

        Assert.Equal("0", await upload.OffsetAsync());
    }

    [Fact]
    public async Task What_was_left_all_but_complete_is_completed()
    {
        await using var host = await ApiHost.StartOnSystemTimeAsync();
        var upload = await TusUpload.StartAsync(host, 3_000);
        host.Faults.FailOperation(StorageOperation.CommitBlocks, FaultTiming.BeforeEffect, times: 4);
        (await upload.PatchAsync(0, File)).IsProblem(HttpStatusCode.ServiceUnavailable, "storage-unavailable");
        Assert.Null(upload.File);
        host.Faults.Heal();

        Assert.Equal("3000", await upload.OffsetAsync());
        Assert.Equal(File, upload.File);
    }

    [Fact]
    public async Task An_upload_of_the_native_API_is_known_here_and_the_other_way_round()
    {
        var native = await ClientUpload.StartAsync(
            _host, new { fileName = "a b.txt", length = 3_000, contentType = "text/plain", metadata = new { colour = "red" } });
        (await native.PutAsync(0, File[..1_000])).Is(HttpStatusCode.OK);
        (string, string)[] headers = [("Tus-Resumable", "1.0.0"), ("Upload-Offset", "1000"), ("Content-Type", TusUpload.Octets)];
        var path = native.Path.Replace("/uploads/", "/tus/", StringComparison.Ordinal);

        var head = await Reply.ToAsync(_host.Client, HttpMethod.Head, path, null, headers[..1]);
        Assert.Equal(("1000", null), (head.Header("Upload-Offset"), head.Header("Upload-Metadata")));
        (await Reply.ToAsync(_host.Client, HttpMethod.Patch, path, Bodies.Sized(File[1_000..]), headers)).Is(HttpStatusCode.NoContent);
        Assert.Equal("completed", (await native.StatusAsync()).Text("state"));
        Assert.Equal(File, (await native.GetContentAsync()).Body);

        var upload = await TusUpload.StartAsync(_host, 3_000, ("Upload-Metadata", "filename YS50eHQ="));
        (await upload.PatchAsync(0, File[..1_000])).Is(HttpStatusCode.NoContent);
        path = upload.Path.Replace("/tus/", "/uploads/", StringComparison.Ordinal);
        Assert.Equal("1000+2000", (await Reply.ToAsync(_host.Client, HttpMethod.Get, path)).Json.Ranges("missing"));
        (await Reply.ToAsync(
            _host.Client,
            HttpMethod.Put,
            $"{path}/chunks/1000",
            Bodies.Sized(File[1_000..]),
            ("Content-Digest", Bodies.ContentDigest(File[1_000..])))).Is(HttpStatusCode.OK);
        (await Reply.ToAsync(_host.Client, HttpMethod.Post, $"{path}/complete")).Is(HttpStatusCode.OK);
        Assert.Equal("3000", await upload.OffsetAsync());
        Assert.Equal(File, upload.File);
    }

    [Fact]
    public async Task A_file_without_a_length_is_completed_by_the_native_API_with_one()
    {
        var upload = await TusUpload.StartWithoutLengthAsync(_host);
        (await upload.PatchAsync(0, File)).Is(HttpStatusCode.NoContent);
        var path = upload.Path.Replace("/tus/", "/uploads/", StringComparison.Ordinal);
        Assert.False((await Reply.ToAsync(_host.Client, HttpMethod.Get, path)).Json.TryGetProperty("length", out _));
        (await Reply.ToAsync(_host.Client, HttpMethod.Post, $"{path}/complete")).IsProblem(HttpStatusCode.Conflict, "length-unknown");
        (await Reply.ToAsync(_host.Client, HttpMethod.Post, $"{path}/complete", Bodies.Json(new { length = 3_000 }))).Is(HttpStatusCode.OK);
        Assert.Equal(File, upload.File);
    }
}
