using System.Net;
using System.Text.RegularExpressions;
using SmartTransfer.Functions.Tests.Hosting;

namespace SmartTransfer.Functions.Tests.Service;

/// <summary>The page that renders the API's document, which must work without internet.</summary>
public sealed partial class DocsPageTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private static readonly Dictionary<string, string> MediaTypes = new()
    {
        [".css"] = "text/css",
        [".js"] = "text/javascript",
        [".png"] = "image/png",
        [".json"] = "application/json",
    };

    private readonly ApiHost _host = shared.Host;

    [Theory]
    [InlineData("api/docs")]
    [InlineData("api/docs/")]
    public async Task The_page_is_HTML_that_no_other_page_may_frame(string path)
    {
        var page = await GetAsync(path);
        Assert.Equal("text/html", page.MediaType);
        Assert.Equal("nosniff", page.Header("X-Content-Type-Options"));
        Assert.StartsWith("default-src 'self';", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Contains("swagger-ui", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("{base}", page.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("api/docs")]
    [InlineData("api/docs/")]
    public async Task Everything_that_the_page_names_is_served_with_its_type(string path)
    {
        var page = await GetAsync(path);
        var named = Links().Matches(page.Text).Select(match => match.Groups["link"].Value).ToList();
        Assert.Contains(named, link => link.EndsWith("openapi.json", StringComparison.Ordinal));
        Assert.True(named.Count >= 5, string.Join(' ', named));
        foreach (var link in named)
        {
            var asset = await GetAsync(new Uri(new Uri(_host.Address, path), link).ToString());
            Assert.Equal(MediaTypes[Path.GetExtension(link)], asset.MediaType);
            Assert.NotEmpty(asset.Body);
            Assert.False(asset.Body is [0x1f, 0x8b, ..], $"{link} is compressed, and nothing says so");
        }
    }

    [Fact]
    public async Task Nothing_on_the_page_leads_to_another_host()
    {
        var page = await GetAsync("api/docs");
        Assert.DoesNotContain("//", page.Text, StringComparison.Ordinal);
        Assert.DoesNotMatch("https?:", (await GetAsync("api/docs/start.js")).Text);
        Assert.DoesNotMatch(@"url\(\s*[""']?(?:https?:|//)|@import", (await GetAsync("api/docs/swagger-ui.css")).Text);
    }

    [Fact]
    public async Task The_page_asks_no_validator_elsewhere() =>
        Assert.Contains("validatorUrl: null", (await GetAsync("api/docs/start.js")).Text, StringComparison.Ordinal);

    [Fact]
    public async Task The_assets_are_Swagger_UIs_own()
    {
        Assert.Contains("SwaggerUIBundle", (await GetAsync("api/docs/swagger-ui-bundle.js")).Text, StringComparison.Ordinal);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], (await GetAsync("api/docs/favicon-32x32.png")).Body[..4]);
    }

    [Theory]
    [InlineData("nothing.js")]
    [InlineData("docs.html")]
    [InlineData("Start.js")]
    [InlineData("..%2Fopenapi.json")]
    [InlineData("%2e%2e%5chost.json")]
    public async Task Nothing_else_is_served(string file) =>
        (await Reply.ToAsync(_host.Client, HttpMethod.Get, $"api/docs/{file}")).Is(HttpStatusCode.NotFound);

    private async Task<Reply> GetAsync(string path) => (await Reply.ToAsync(_host.Client, HttpMethod.Get, path)).Is(HttpStatusCode.OK);

    [GeneratedRegex("""(?:src|href|data-document)="(?<link>[^"]+)["]""")]
    private static partial Regex Links();
}
