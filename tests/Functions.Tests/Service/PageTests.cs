using System.Net;
using System.Text.RegularExpressions;
using SmartTransfer.Functions.Tests.Hosting;

namespace SmartTransfer.Functions.Tests.Service;

public sealed partial class PageTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private static readonly Dictionary<string, string> MediaTypes = new()
    {
        [".css"] = "text/css",
        [".js"] = "text/javascript",
        [".svg"] = "image/svg+xml",
    };

    private readonly ApiHost _host = shared.Host;

    [Theory]
    [InlineData("api/ui")]
    [InlineData("api/ui/")]
    public async Task The_page_runs_nothing_but_its_own_files(string path)
    {
        var page = (await Reply.ToAsync(_host.Client, HttpMethod.Get, path)).Is(HttpStatusCode.OK);
        Assert.Equal("text/html", page.MediaType);
        Assert.Equal("nosniff", page.Header("X-Content-Type-Options"));
        Assert.Contains("default-src 'none'; script-src 'self'; style-src 'self';", page.Header("Content-Security-Policy"),
            StringComparison.Ordinal);
        Assert.Contains("data-api=\"/api/\"", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("{base}", page.Text, StringComparison.Ordinal);
        Assert.DoesNotMatch(Inline(), page.Text);
    }

    [Theory]
    [InlineData("page.js")]
    [InlineData("page.css")]
    [InlineData("icon.svg")]
    [InlineData("worker.js")]
    public async Task What_the_page_loads_is_served_with_its_type(string file)
    {
        var asset = (await Reply.ToAsync(_host.Client, HttpMethod.Get, $"api/ui/{file}")).Is(HttpStatusCode.OK);
        Assert.Equal(MediaTypes[Path.GetExtension(file)], asset.MediaType);
        Assert.Equal("nosniff", asset.Header("X-Content-Type-Options"));
        Assert.Equal(Repository.Read($"src/Functions/Service/Assets/ui/{file}"), asset.Text);
    }

    [Theory]
    [InlineData("index.html")]
    [InlineData("PAGE.JS")]
    public async Task No_other_file_is_served(string file) =>
        (await Reply.ToAsync(_host.Client, HttpMethod.Get, $"api/ui/{Uri.EscapeDataString(file)}")).IsProblem(HttpStatusCode.NotFound,
            "document-not-found");

    [Theory]
    [InlineData("")]
    [InlineData("api")]
    [InlineData("api/")]
    [InlineData("api/?code=secret")]
    public async Task The_root_and_the_prefix_lead_to_the_page(string path)
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = _host.Client.BaseAddress };
        var home = (await Reply.ToAsync(client, HttpMethod.Get, path)).Is(HttpStatusCode.Redirect);
        Assert.Equal("/api/ui", home.Header("Location"));
        Assert.Equal("no-cache", home.Header("Cache-Control"));
    }

    [Fact]
    public async Task A_setting_turns_the_page_off()
    {
        await using var host = await ApiHost.StartAsync("--SmartTransfer:Page:Enabled=false");
        (await Reply.ToAsync(host.Client, HttpMethod.Get, "api/ui")).IsProblem(HttpStatusCode.NotFound, "document-not-found");
        (await Reply.ToAsync(host.Client, HttpMethod.Get, "api")).IsProblem(HttpStatusCode.NotFound, "document-not-found");
        (await Reply.ToAsync(host.Client, HttpMethod.Get, "")).IsProblem(HttpStatusCode.NotFound, "document-not-found");
        (await Reply.ToAsync(host.Client, HttpMethod.Get, "api/ui/page.js")).IsProblem(HttpStatusCode.NotFound, "document-not-found");
    }

    [GeneratedRegex("<script(?![^>]*src=)|<style|style=\"")]
    private static partial Regex Inline();
}
