using System.Net;
using System.Net.Http.Headers;
using SmartTransfer.Functions.Authorization;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Testing.Time;
using SmartTransfer.Testing.Tokens;

namespace SmartTransfer.Functions.Tests.Authorization;

/// <summary>The app, which asks for the tokens of an issuer on this machine; the clocks of both stand still together.</summary>
public sealed class AuthorizedHost : IAsyncDisposable
{
    private AuthorizedHost(TokenIssuer issuer, ApiHost api) => (Issuer, Api) = (issuer, api);

    public TokenIssuer Issuer { get; }

    public ApiHost Api { get; }

    public static async Task<AuthorizedHost> StartAsync(params string[] settings)
    {
        var clock = new ManualTimeProvider();
        var issuer = await TokenIssuer.StartAsync(clock);
        return new AuthorizedHost(issuer, await ApiHost.StartAsync(clock, [.. issuer.Arguments, .. settings]));
    }

    /// <summary>Lets the app learn the issuer's keys first: on a busy machine it may give up waiting for them once or twice.</summary>
    public Task LearnKeysAsync() => Eventually.HoldsAsync("the issuer's keys are known", async () =>
    {
        if ((await PostWithAsync(Issuer.Unsigned(algorithm: "RS256"))).Status is HttpStatusCode.Unauthorized)
        {
            return true;
        }

        Api.Clock.Advance(IssuerKeys.Pause);
        return false;
    });

    /// <summary>What the host's client sends from now on; null for no token.</summary>
    public void Send(string? token) =>
        Api.Client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);

    /// <summary>The start of an upload, with headers of the test's own.</summary>
    public Task<Reply> PostAsync(params (string Name, string Value)[] headers) =>
        Reply.ToAsync(Api.Client, HttpMethod.Post, "api/uploads", Bodies.Json(new { fileName = "a", length = 4 }), headers);

    /// <summary>The same with a token.</summary>
    public Task<Reply> PostWithAsync(string token) => PostAsync(("Authorization", $"Bearer {token}"));

    public async ValueTask DisposeAsync()
    {
        await Api.DisposeAsync();
        await Issuer.DisposeAsync();
    }
}
