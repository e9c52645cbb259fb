using System.Net;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Functions.Tests.Tus;

namespace SmartTransfer.Functions.Tests.Edge;

/// <summary>Which web pages may call, and what they may read.</summary>
public sealed class CrossOriginTests
{
    private const string Page = "https://app.example";

    [Fact]
    public async Task Without_origins_no_page_may_call()
    {
        await using var host = await ApiHost.StartAsync();
        var reply = await PreflightAsync(host, "api/tus", Page);
        Assert.Null(reply.Header("Access-Control-Allow-Origin"));
        Assert.Null(reply.Header("Access-Control-Allow-Methods"));
        Assert.Null(reply.Header("Vary"));
    }

    [Theory]
    [InlineData("api/tus")]
    [InlineData("api/tus/AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("api/uploads")]
    [InlineData("api/uploads/AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("api/uploads/AAAAAAAAAAAAAAAAAAAAAA/chunks/0")]
    [InlineData("api/uploads/AAAAAAAAAAAAAAAAAAAAAA/complete")]
    [InlineData("api/uploads/AAAAAAAAAAAAAAAAAAAAAA/content")]
    [InlineData("api/uploads/AAAAAAAAAAAAAAAAAAAAAA/network")]
    [InlineData("api/network")]
    public async Task A_preflight_needs_no_key_and_lets_the_configured_pages_call(string path)
    {
        await using var host = await ApiHost.StartAsync(
            $"--SmartTransfer:Cors:Origins={Page}, http://localhost:3000",
            "--LocalHost:Keys:Enabled=true",
            "--LocalHost:Keys:Function=key");

        var reply = (await PreflightAsync(host, path, Page, "x-anything, tus-resumable")).Is(HttpStatusCode.NoContent);

        Assert.Equal(
            (Page, "Origin", "x-anything, tus-resumable", "86400"),
            (
                reply.Header("Access-Control-Allow-Origin"),
                reply.Header("Vary"),
                reply.Header("Access-Control-Allow-Headers"),
                reply.Header("Access-Control-Max-Age")));
        Assert.Equal("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS", reply.Header("Access-Control-Allow-Methods"));
        Assert.Null((await PreflightAsync(host, path, "https://other.example")).Header("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task A_page_may_read_the_headers_that_a_tus_client_needs_of_success_and_failure_alike()
    {
        await using var host = await ApiHost.StartAsync("--SmartTransfer:Cors:Origins=*");
        var created = await TusUpload.PostAsync(host, null, ("Upload-Length", "1"), ("Origin", Page));
        var refused = await TusUpload.PostAsync(host, null, ("Origin", Page));
        foreach (var reply in (Reply[])[created.Is(HttpStatusCode.Created), refused.Is(HttpStatusCode.BadRequest)])
        {
            Assert.Equal("*", reply.Header("Access-Control-Allow-Origin"));
            var exposed = reply.Header("Access-Control-Expose-Headers")!.Split(", ");
            Assert.All(
                (string[])["Location", "Upload-Offset", "Upload-Length", "Upload-Metadata", "Tus-Resumable", "Tus-Version",
                    "Upload-Expires", "Transfer-Advice", "Retry-After"],
                name => Assert.Contains(name, exposed));
        }
    }

    [Fact]
    public async Task The_native_API_answers_pages_too()
    {
        await using var host = await ApiHost.StartAsync($"--SmartTransfer:Cors:Origins={Page}");
        var reply = await Reply.ToAsync(
            host.Client, HttpMethod.Post, "api/uploads", Bodies.Json(new { fileName = "a", length = 1 }), ("Origin", Page));
        Assert.Equal(Page, reply.Is(HttpStatusCode.Created).Header("Access-Control-Allow-Origin"));
        Assert.Equal(Page, reply.Header("Timing-Allow-Origin"));
    }

    [Theory]
    [InlineData(true, "true")]
    [InlineData(false, null)]
    public async Task Credentials_are_allowed_where_they_are_set_and_to_listed_origins_alone(bool allow, string? header)
    {
        await using var host = await ApiHost.StartAsync(
            $"--SmartTransfer:Cors:Origins={Page}", $"--SmartTransfer:Cors:AllowCredentials={allow}");
        foreach (var (origin, expected) in ((string, string?)[])[(Page, header), ("https://other.example", null)])
        {
            Assert.Equal(expected, (await PreflightAsync(host, "api/uploads", origin)).Header("Access-Control-Allow-Credentials"));
            var reply = await Reply.ToAsync(host.Client, HttpMethod.Get, "api/health", null, ("Origin", origin));
            Assert.Equal(expected, reply.Header("Access-Control-Allow-Credentials"));
        }
    }

    [Theory]
    [InlineData("*", "names *, which is every page there is")]
    [InlineData("", "names no origin")]
    public async Task Credentials_of_every_page_stop_the_start(string origins, string because)
    {
        var fault = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => ApiHost.StartAsync(
            $"--SmartTransfer:Cors:Origins={origins}", "--SmartTransfer:Cors:AllowCredentials=true"));
        Assert.Contains(fault.Failures, failure => failure.Contains(because, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_preflight_of_a_path_that_there_is_none_of_lets_the_page_hear_so()
    {
        await using var host = await ApiHost.StartAsync($"--SmartTransfer:Cors:Origins={Page}");
        var reply = (await PreflightAsync(host, "api/nothing/here", Page)).Is(HttpStatusCode.NoContent);
        Assert.Equal(Page, reply.Header("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("x\ty")]
    [InlineData("a,,b")]
    [InlineData("a b")]
    public async Task Headers_that_are_no_names_are_not_repeated(string requested)
    {
        await using var host = await ApiHost.StartAsync("--SmartTransfer:Cors:Origins=*");
        var reply = await PreflightAsync(host, "api/tus", Page, requested);
        Assert.Contains("Upload-Offset", reply.Header("Access-Control-Allow-Headers"), StringComparison.Ordinal);
        Assert.DoesNotContain(requested, reply.Header("Access-Control-Allow-Headers"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("app.example")]
    [InlineData("https://app.example/")]
    [InlineData("ftp://app.example")]
    [InlineData("https://app.example/path")]
    public async Task What_is_no_origin_stops_the_start(string origin)
    {
        var fault = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(
            () => ApiHost.StartAsync($"--SmartTransfer:Cors:Origins={origin}"));
        Assert.Contains(fault.Failures, failure => failure.Contains($"'{origin}', which is not an origin", StringComparison.Ordinal));
    }

    private static Task<Reply> PreflightAsync(ApiHost host, string path, string origin, string headers = "tus-resumable") =>
        Reply.ToAsync(
            host.Client,
            HttpMethod.Options,
            path,
            null,
            ("Origin", origin),
            ("Access-Control-Request-Method", "PATCH"),
            ("Access-Control-Request-Headers", headers));
}
