using System.Net;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Testing.Properties;
using SmartTransfer.Testing.Storage;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Functions.Tests.Uploads;

public sealed class GetContentTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private static readonly byte[] File = Values.RandomBytes(100_000, seed: 1);

    private readonly ApiHost _host = shared.Host;

    [Fact]
    public async Task The_file_is_given_back_as_it_was_sent()
    {
        var reply = (await (await CompletedAsync()).GetContentAsync()).Is(HttpStatusCode.OK);
        Assert.Equal(File, reply.Body);
        Assert.Equal("video/mp4", reply.MediaType);
        Assert.Equal("bytes", reply.Header("Accept-Ranges"));
        Assert.Equal("100000", reply.Header("Content-Length"));
        Assert.Matches("^\".+\"$", reply.Header("ETag"));
        Assert.Equal(_host.Clock.GetUtcNow(), reply.ContentHeaders.LastModified);
    }

    [Fact]
    public async Task A_browser_neither_guesses_its_type_nor_runs_it_nor_keeps_it_for_others()
    {
        var reply = await (await CompletedAsync()).GetContentAsync();
        Assert.Equal("nosniff", reply.Header("X-Content-Type-Options"));
        Assert.Equal("sandbox; default-src 'none'", reply.Header("Content-Security-Policy"));
        Assert.Equal("private, no-cache", reply.Header("Cache-Control"));
        Assert.Equal("attachment", reply.ContentHeaders.ContentDisposition?.DispositionType);
    }

    [Fact]
    public async Task Nothing_is_given_before_completion()
    {
        var upload = await ClientUpload.StartAsync(_host, 2);
        (await upload.GetContentAsync()).IsProblem(HttpStatusCode.Conflict, "upload-not-complete");
        await upload.PutAsync(0, [1, 2]);
        (await upload.GetContentAsync()).IsProblem(HttpStatusCode.Conflict, "upload-not-complete");
    }

    [Fact]
    public async Task A_HEAD_tells_the_same_without_the_bytes()
    {
        var upload = await CompletedAsync();
        var (get, head) = (
            await upload.GetContentAsync(),
            (await Reply.ToAsync(_host.Client, HttpMethod.Head, $"{upload.Path}/content")).Is(HttpStatusCode.OK));
        Assert.Empty(head.Body);
        string[] headers =
        [
            "Content-Length", "Content-Type", "ETag", "Last-Modified", "Accept-Ranges", "Content-Disposition", "X-Content-Type-Options",
        ];
        Assert.All(headers, header => Assert.Equal(get.Header(header), head.Header(header)));
    }

    [Fact]
    public async Task A_HEAD_that_fails_has_the_failures_headers_and_no_body()
    {
        var upload = await ClientUpload.StartAsync(_host, 2);
        var head = (await Reply.ToAsync(_host.Client, HttpMethod.Head, $"{upload.Path}/content")).Is(HttpStatusCode.Conflict);
        Assert.Equal("application/problem+json", head.MediaType);
        Assert.Matches("^[0-9a-f]{32}$", head.Header("x-correlation-id"));
        Assert.Empty(head.Body);
    }

    [Theory]
    [InlineData("bytes=0-0", 0, 1)]
    [InlineData("bytes=0-99", 0, 100)]
    [InlineData("bytes=99990-", 99_990, 10)]
    [InlineData("bytes=-10", 99_990, 10)]
    [InlineData("bytes=-1000000", 0, 100_000)]
    [InlineData("bytes=99999-200000", 99_999, 1)]
    [InlineData("bytes=99999-9223372036854775808", 99_999, 1)]
    [InlineData("bytes=99999-99999999999999999999999999999999", 99_999, 1)]
    [InlineData("bytes=-99999999999999999999999999999999", 0, 100_000)]
    [InlineData("bytes=00000000000000000000000000000000000-00000000000000000000000000000000009", 0, 10)]
    [InlineData("BYTES=0-9", 0, 10)]
    [InlineData("bytes=, 0-9 ,", 0, 10)]
    public async Task A_range_is_given_alone(string range, int offset, int length)
    {
        var reply = (await (await CompletedAsync()).GetContentAsync(("Range", range))).Is(HttpStatusCode.PartialContent);
        Assert.Equal(File[offset..(offset + length)], reply.Body);
        Assert.Equal($"bytes {offset}-{offset + length - 1}/100000", reply.Header("Content-Range"));
    }

    [Theory]
    [InlineData("bytes=0-1,5-6")]
    [InlineData("chunks=0-1")]
    [InlineData("bytes=5-1")]
    [InlineData("bytes=+5-9")]
    [InlineData("bytes=-")]
    [InlineData("bytes=0-1-2")]
    [InlineData("bytes=0x1-9")]
    [InlineData("bytes=")]
    [InlineData("nonsense")]
    public async Task A_range_that_is_not_served_gives_the_whole_file(string range)
    {
        var reply = (await (await CompletedAsync()).GetContentAsync(("Range", range))).Is(HttpStatusCode.OK);
        Assert.Equal(File, reply.Body);
    }

    [Theory]
    [InlineData("bytes=100000-")]
    [InlineData("bytes=-0")]
    [InlineData("bytes=9223372036854775808-")]
    [InlineData("bytes=99999999999999999999999999999998-99999999999999999999999999999999")]
    public async Task A_range_past_the_end_is_416_with_the_length(string range)
    {
        var reply = (await (await CompletedAsync()).GetContentAsync(("Range", range))).Is(HttpStatusCode.RequestedRangeNotSatisfiable);
        Assert.Equal("bytes */100000", reply.Header("Content-Range"));
        Assert.Equal("application/problem+json", reply.Header("Content-Type"));
        Assert.Equal("range-not-satisfiable", reply.Json.GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_range_is_given_only_of_the_file_that_If_Range_names()
    {
        var upload = await CompletedAsync();
        var etag = (await upload.GetContentAsync()).Header("ETag")!;
        (await upload.GetContentAsync(("Range", "bytes=0-9"), ("If-Range", etag))).Is(HttpStatusCode.PartialContent);
        Assert.Equal(File, (await upload.GetContentAsync(("Range", "bytes=0-9"), ("If-Range", "\"another\""))).Is(HttpStatusCode.OK).Body);
    }

    [Theory]
    [InlineData("W/{0}")]
    [InlineData("{0}, {0}")]
    [InlineData("{0}, \"another\"")]
    [InlineData("*")]
    [InlineData("nonsense")]
    [InlineData("")]
    [InlineData("Sun, 06 Nov 1994 08:49:37 GMT")]
    [InlineData("Fri, 31 Dec 2100 23:59:59 GMT")]
    [InlineData("Sun, 06 Nov 1994 25:61:61 GMT")]
    public async Task What_is_not_one_strong_validator_of_this_version_gives_the_whole_file(string condition)
    {
        var upload = await CompletedAsync();
        var etag = (await upload.GetContentAsync()).Header("ETag")!;
        using var connection = await RawConnection.OpenAsync(_host.Address);
        await connection.SendAsync(
            $"GET {upload.Path}/content HTTP/1.1", "Host: x", "Connection: close", "Range: bytes=0-9",
            $"If-Range: {condition.Replace("{0}", etag, StringComparison.Ordinal)}", "", "");
        Assert.StartsWith("HTTP/1.1 200 ", await connection.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task If_Range_may_be_the_very_date()
    {
        var upload = await CompletedAsync();
        var date = (await upload.GetContentAsync()).Header("Last-Modified")!;
        (await upload.GetContentAsync(("Range", "bytes=0-9"), ("If-Range", date))).Is(HttpStatusCode.PartialContent);
    }

    [Fact]
    public async Task A_range_is_a_matter_of_GET_alone()
    {
        var upload = await CompletedAsync();
        foreach (var range in (string[])["bytes=0-9", "bytes=100000-"])
        {
            var head = await Reply.ToAsync(_host.Client, HttpMethod.Head, $"{upload.Path}/content", null, ("Range", range));
            Assert.Equal("100000", head.Is(HttpStatusCode.OK).Header("Content-Length"));
            Assert.Null(head.Header("Content-Range"));
        }
    }

    [Fact]
    public async Task It_was_never_modified_later_than_the_answer_was_given()
    {
        var (ours, ahead) = (new ManualTimeProvider(), new ManualTimeProvider(ManualTimeProvider.DefaultStart + TimeSpan.FromMinutes(5)));
        await using var host = await ApiHost.StartWithTimersAsync(new InMemoryStorage(ahead), ours);
        var upload = await ClientUpload.CompletedAsync(host, [1, 2, 3]);

        var early = await upload.GetContentAsync();
        Assert.Equal((ours.GetUtcNow(), ours.GetUtcNow()), (early.ContentHeaders.LastModified, early.Headers.Date));

        ours.Advance(TimeSpan.FromMinutes(10));
        var late = await upload.GetContentAsync();
        Assert.Equal((ahead.GetUtcNow(), ours.GetUtcNow()), (late.ContentHeaders.LastModified, late.Headers.Date));
    }

    [Fact]
    public async Task A_file_that_is_known_is_not_sent_again()
    {
        var upload = await CompletedAsync();
        var etag = (await upload.GetContentAsync()).Header("ETag")!;
        Assert.Empty((await upload.GetContentAsync(("If-None-Match", etag))).Is(HttpStatusCode.NotModified).Body);
        (await upload.GetContentAsync(("If-None-Match", "\"another\""))).Is(HttpStatusCode.OK);
        var refused = (await upload.GetContentAsync(("If-Match", "\"another\""))).Is(HttpStatusCode.PreconditionFailed);
        Assert.Equal("precondition-failed", refused.Json.GetProperty("code").GetString());
        Assert.Null(refused.Header("Content-Disposition"));
    }

    [Theory]
    [InlineData("If-None-Match: E; If-Modified-Since: before", HttpStatusCode.NotModified)]
    [InlineData("If-None-Match: \"x\"; If-Modified-Since: after", HttpStatusCode.OK)]
    [InlineData("If-Match: E; If-Unmodified-Since: before", HttpStatusCode.OK)]
    [InlineData("If-Match: \"x\"; If-Unmodified-Since: after", HttpStatusCode.PreconditionFailed)]
    [InlineData("If-Match: E; If-None-Match: E", HttpStatusCode.NotModified)]
    [InlineData("If-Match: E; If-None-Match: \"x\"", HttpStatusCode.OK)]
    [InlineData("If-Match: *; If-None-Match: E", HttpStatusCode.NotModified)]
    [InlineData("If-Match: W/E", HttpStatusCode.PreconditionFailed)]
    [InlineData("If-Unmodified-Since: before", HttpStatusCode.PreconditionFailed)]
    [InlineData("If-Unmodified-Since: after; If-None-Match: E", HttpStatusCode.NotModified)]
    [InlineData("If-Unmodified-Since: never", HttpStatusCode.OK)]
    public async Task Conditions_are_weighed_in_their_order(string conditions, HttpStatusCode status)
    {
        var upload = await CompletedAsync();
        var etag = (await upload.GetContentAsync()).Header("ETag")!;
        var stored = _host.Clock.GetUtcNow();
        (string, string)[] headers =
        [
            .. conditions.Split("; ").Select(condition => condition.Split(": ")).Select(parts => (parts[0], parts[1] switch
            {
                "before" => stored.AddDays(-1).ToString("R"),
                "after" => stored.AddDays(1).ToString("R"),
                var tag => tag.Replace("E", etag, StringComparison.Ordinal),
            })),
        ];

        (await upload.GetContentAsync(headers)).Is(status);
    }

    [Fact]
    public async Task The_SHA_256_is_told_where_it_is_known()
    {
        var one = await ClientUpload.CompletedAsync(_host, File, chunkBytes: File.Length);
        Assert.Equal(Bodies.ContentDigest(File), (await one.GetContentAsync()).Header("Repr-Digest"));

        // A range has the digest of the whole.
        Assert.Equal(Bodies.ContentDigest(File), (await one.GetContentAsync(("Range", "bytes=0-9"))).Header("Repr-Digest"));
        Assert.Null((await (await CompletedAsync()).GetContentAsync()).Header("Repr-Digest"));
    }

    [Fact]
    public async Task An_empty_file_is_given_back_empty()
    {
        var upload = await ClientUpload.CompletedAsync(_host, []);
        var reply = (await upload.GetContentAsync()).Is(HttpStatusCode.OK);
        Assert.Empty(reply.Body);
        Assert.Equal("0", reply.Header("Content-Length"));
        Assert.Equal(Bodies.ContentDigest([]), reply.Header("Repr-Digest"));
        (await Reply.ToAsync(_host.Client, HttpMethod.Head, $"{upload.Path}/content")).Is(HttpStatusCode.OK);
    }

    private Task<ClientUpload> CompletedAsync() =>
        ClientUpload.CompletedAsync(
            _host, File, new { fileName = "film.mp4", length = File.Length, contentType = "video/mp4" }, chunkBytes: 60_000);
}
