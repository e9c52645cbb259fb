using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using SmartTransfer.Testing.Client;
using SmartTransfer.Testing.Hosts;
using SmartTransfer.Testing.Tokens;
using Xunit.Abstractions;

namespace SmartTransfer.EndToEnd;

/// <summary>Tokens of an issuer on this machine, before a host that is a process of its own.</summary>
public sealed class AuthorizationTests(EndToEndFixture fixture, ITestOutputHelper output) : EndToEndTest(fixture, output)
{
    private static readonly byte[] File = [1, 2, 3, 4];

    private TokenIssuer _issuer = null!;
    private HostProcess _host = null!;
    private HttpClient _http = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _issuer = EndWithTest(await TokenIssuer.StartAsync(TimeProvider.System));
        _host = await StartHostAsync(more: _issuer.Settings);
        _http = new HttpClient { BaseAddress = _host.Address };
    }

    public override async Task DisposeAsync()
    {
        _http.Dispose();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task An_upload_is_started_and_read_with_its_owners_token_and_sent_without_one()
    {
        var path = (await SendAsync(HttpMethod.Post, "/api/uploads", _issuer.Token(), Start())).Headers.Location!.ToString();

        (await SendAsync(HttpMethod.Put, $"{path}/chunks/0", null, Chunk())).EnsureSuccessStatusCode();
        (await SendAsync(HttpMethod.Post, $"{path}/complete", null)).EnsureSuccessStatusCode();

        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(HttpMethod.Get, $"{path}/content", null)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(HttpMethod.Get, $"{path}/content", _issuer.Token("bob"))).StatusCode);
        Assert.Equal(File, await (await SendAsync(HttpMethod.Get, $"{path}/content", _issuer.Token())).Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Tokens_that_are_wrong_start_nothing()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        string?[] wrong =
        [
            null,
            "garbage",
            _issuer.Unsigned(),
            _issuer.SignedWithPublicKey(),
            _issuer.Token(spec: new TokenSpec { Audience = "api://other" }),
            _issuer.Token(spec: new TokenSpec { Issuer = "https://evil.example" }),
            _issuer.Token(spec: new TokenSpec { Expires = now - TimeSpan.FromMinutes(2) }),
            _issuer.Token(spec: new TokenSpec { NotBefore = now + TimeSpan.FromMinutes(5) }),
            _issuer.Token(spec: new TokenSpec { SignedBy = _issuer.NewKey() }),
        ];
        foreach (var token in wrong)
        {
            var answer = await SendAsync(HttpMethod.Post, "/api/uploads", token, Start());
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Equal("Bearer", Assert.Single(answer.Headers.WwwAuthenticate).Scheme);
        }
    }

    [Fact]
    public async Task A_rotated_key_is_found_and_an_issuer_that_is_down_refuses_nobody()
    {
        _issuer.IsDown = true;
        var answer = await SendAsync(HttpMethod.Post, "/api/uploads", _issuer.Token(), Start());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));

        _issuer.IsDown = false;
        _issuer.Rotate(elliptic: true);
        await Testing.Time.Eventually.HoldsAsync("the issuer is asked again", async () =>
            (await SendAsync(HttpMethod.Post, "/api/uploads", _issuer.Token(), Start())).StatusCode == HttpStatusCode.Created);
    }

    private static JsonContent Start() => JsonContent.Create(new { fileName = "a.bin", length = File.Length });

    private static ByteArrayContent Chunk()
    {
        var content = new ByteArrayContent(File);
        content.Headers.TryAddWithoutValidation("Content-Digest", ApiClient.ContentDigest(File));
        return content;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? token, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await _http.SendAsync(request);
    }
}
