using System.Net;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Functions.Tests.Tus;
using SmartTransfer.Testing.Tokens;

namespace SmartTransfer.Functions.Tests.Authorization;

/// <summary>Which tokens are taken, and what is said of those that are not.</summary>
public sealed class BearerTokenTests : IAsyncLifetime
{
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    private AuthorizedHost _host = null!;

    private TokenIssuer Issuer => _host.Issuer;

    private DateTimeOffset Now => _host.Api.Clock.GetUtcNow();

    public async Task InitializeAsync()
    {
        _host = await AuthorizedHost.StartAsync("--SmartTransfer:Cors:Origins=https://app.example");
        await _host.LearnKeysAsync();
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_token_that_is_right_is_taken() => (await _host.PostWithAsync(Issuer.Token())).Is(HttpStatusCode.Created);

    [Theory]
    [InlineData("bearer")]
    [InlineData("BEARER")]
    public async Task The_schemes_case_does_not_matter(string scheme) =>
        (await _host.PostAsync(("Authorization", $"{scheme} {Issuer.Token()}"))).Is(HttpStatusCode.Created);

    [Fact]
    public async Task Without_a_token_the_answer_says_which_is_needed_and_names_no_error()
    {
        var reply = await _host.PostAsync();
        reply.IsProblem(HttpStatusCode.Unauthorized, "token-missing");
        Assert.Equal("Bearer realm=\"smart-transfer\"", reply.Header("WWW-Authenticate"));
        Assert.Empty(_host.Api.Stored.SessionRows);
    }

    [Fact]
    public async Task Another_scheme_is_no_token() =>
        (await _host.PostAsync(("Authorization", "Basic YWxpY2U6c2VjcmV0"))).IsProblem(HttpStatusCode.Unauthorized, "token-missing");

    [Fact]
    public async Task A_token_in_the_query_is_not_taken()
    {
        var reply = await Reply.ToAsync(
            _host.Api.Client,
            HttpMethod.Post,
            $"api/uploads?access_token={Issuer.Token()}",
            Bodies.Json(new { fileName = "a", length = 4 }));
        reply.IsProblem(HttpStatusCode.Unauthorized, "token-missing");
    }

    [Fact]
    public async Task A_token_in_a_form_is_not_taken()
    {
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("access_token", Issuer.Token())]);
        (await Reply.ToAsync(_host.Api.Client, HttpMethod.Post, "api/uploads", form)).IsProblem(
            HttpStatusCode.Unauthorized, "token-missing");
    }

    [Fact]
    public async Task A_token_whose_audience_is_another_is_refused() =>
        await RefusedAsync(Issuer.Token(spec: new TokenSpec { Audience = "api://other" }), "audience");

    [Fact]
    public async Task A_token_without_an_audience_is_refused() =>
        await RefusedAsync(Issuer.Token(spec: With("aud", string.Empty)), "audience");

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("/")]
    public async Task A_token_of_another_issuer_is_refused(string issuer) =>
        await RefusedAsync(Issuer.Token(spec: new TokenSpec { Issuer = issuer == "/" ? $"{Issuer.Name}/" : issuer }), "issuer");

    [Fact]
    public async Task A_token_that_was_changed_is_refused()
    {
        var (alice, bob) = (Issuer.Token().Split('.'), Issuer.Token("bob").Split('.'));
        await RefusedAsync($"{alice[0]}.{bob[1]}.{alice[2]}", "signature");
    }

    [Fact]
    public async Task A_token_whose_signature_was_cut_off_is_refused() =>
        await RefusedAsync(Issuer.Token()[..^1] is var cut && cut[..(cut.LastIndexOf('.') + 1)] is var bare ? bare : cut, "signature");

    [Fact]
    public async Task A_token_of_an_unknown_key_is_refused() =>
        await RefusedAsync(Issuer.Token(spec: new TokenSpec { SignedBy = Issuer.NewKey() }), "key");

    [Fact]
    public async Task A_token_of_another_key_under_the_name_of_a_known_one_is_refused()
    {
        var forged = Issuer.NewKey();
        forged.Key.KeyId = Issuer.Current.Key.KeyId;
        await RefusedAsync(Issuer.Token(spec: new TokenSpec { SignedBy = forged }), "signature");
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("NONE")]
    [InlineData("")]
    [InlineData("RS1")]
    public async Task A_token_without_a_signature_is_refused(string algorithm)
    {
        await RefusedAsync(Issuer.Unsigned(algorithm: algorithm), "algorithm");
        await RefusedAsync(Issuer.Unsigned(algorithm: algorithm, signature: Issuer.Token().Split('.')[2]), "algorithm");
    }

    [Fact]
    public async Task A_token_that_says_it_is_signed_and_is_not_is_refused() =>
        await RefusedAsync(Issuer.Unsigned(algorithm: "RS256"), "signature");

    [Fact]
    public async Task A_token_signed_with_the_public_key_for_a_secret_is_refused() =>
        await RefusedAsync(Issuer.SignedWithPublicKey(), "algorithm");

    [Theory]
    [InlineData("garbage")]
    [InlineData("a.b")]
    [InlineData("a.b.c")]
    [InlineData("a.b.c.d")]
    [InlineData("....")]
    [InlineData("eyJhbGciOiJSUzI1NiJ9..")]
    [InlineData("eyJhbGciOiJSUzI1NiJ9.e30.AAAA")]
    [InlineData("eyJhbGciOiJSUzI1NiIsImFsZyI6Im5vbmUifQ.e30.AAAA")]
    public async Task Garbage_is_refused_as_a_token(string text) =>
        (await _host.PostWithAsync(text)).IsProblem(HttpStatusCode.Unauthorized, "token-invalid");

    [Theory]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer a b")]
    public async Task A_header_without_one_token_is_refused(string header) =>
        (await _host.PostAsync(("Authorization", header))).IsProblem(HttpStatusCode.Unauthorized, "token-invalid");

    [Fact]
    public async Task A_token_is_taken_until_its_time_is_over_and_as_much_later_as_clocks_may_differ()
    {
        (await _host.PostWithAsync(
            Issuer.Token(spec: new TokenSpec { Expires = Now - Skew + TimeSpan.FromSeconds(1) }))).Is(HttpStatusCode.Created);
        var reply = await _host.PostWithAsync(Issuer.Token(spec: new TokenSpec { Expires = Now - Skew }));
        reply.IsProblem(HttpStatusCode.Unauthorized, "token-expired");
        Assert.Contains("error=\"invalid_token\"", reply.Header("WWW-Authenticate"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_without_an_end_is_refused() => await RefusedAsync(Issuer.Token(spec: With("exp", string.Empty)), "lifetime");

    [Fact]
    public async Task A_token_is_taken_no_sooner_than_it_says_but_as_much_as_clocks_may_differ()
    {
        (await _host.PostWithAsync(Issuer.Token(spec: new TokenSpec { NotBefore = Now + Skew }))).Is(HttpStatusCode.Created);
        await RefusedAsync(Issuer.Token(spec: new TokenSpec { NotBefore = Now + Skew + TimeSpan.FromSeconds(1) }), "not-yet-valid");
    }

    [Fact]
    public async Task A_token_without_a_subject_is_refused() => await RefusedAsync(Issuer.Token(string.Empty), "subject");

    [Fact]
    public async Task The_public_documents_health_and_preflights_need_no_token()
    {
        foreach (var path in (string[])["api/health", "api/openapi.json", "api/docs"])
        {
            (await Reply.ToAsync(_host.Api.Client, HttpMethod.Get, path)).Is(HttpStatusCode.OK);
        }

        foreach (var path in (string[])["api/uploads", "api/uploads/AAAAAAAAAAAAAAAAAAAAAA/content", "api/tus",
            "api/tus/AAAAAAAAAAAAAAAAAAAAAA"])
        {
            (await Reply.ToAsync(_host.Api.Client, HttpMethod.Options, path)).Is(HttpStatusCode.NoContent);
        }
    }

    [Fact]
    public async Task Everything_that_starts_or_tells_of_a_client_needs_one()
    {
        (await Reply.ToAsync(_host.Api.Client, HttpMethod.Get, "api/network")).IsProblem(HttpStatusCode.Unauthorized, "token-missing");
        (await TusUpload.PostAsync(_host.Api, null, ("Upload-Length", "4"))).IsProblem(HttpStatusCode.Unauthorized, "token-missing");
        _host.Send(Issuer.Token());
        (await Reply.ToAsync(_host.Api.Client, HttpMethod.Get, "api/network")).Is(HttpStatusCode.OK);
        (await TusUpload.PostAsync(_host.Api, null, ("Upload-Length", "4"))).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_page_may_read_why_it_was_refused()
    {
        var reply = await _host.PostAsync(("Origin", "https://app.example"));
        reply.IsProblem(HttpStatusCode.Unauthorized, "token-missing");
        Assert.Equal("https://app.example", reply.Header("Access-Control-Allow-Origin"));
        Assert.Contains("WWW-Authenticate", reply.Header("Access-Control-Expose-Headers"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_token_and_no_subject_stands_in_the_log()
    {
        var token = Issuer.Token("alice-in-wonderland", new TokenSpec { Audience = "api://other" });
        await RefusedAsync(token, "audience");
        await _host.PostWithAsync(Issuer.Token("alice-in-wonderland"));
        Assert.Contains(_host.Api.Log.Lines, line => line.Contains("A token was refused: audience", StringComparison.Ordinal));
        Assert.DoesNotContain(
            _host.Api.Log.Lines,
            line => line.Contains(token.Split('.')[1], StringComparison.Ordinal) || line.Contains("alice", StringComparison.Ordinal));
    }

    private static TokenSpec With(string claim, object value) => new() { Claims = new Dictionary<string, object> { [claim] = value } };

    private async Task RefusedAsync(string token, string reason)
    {
        var reply = await _host.PostWithAsync(token);
        Assert.Equal(reason, reply.IsProblem(HttpStatusCode.Unauthorized, "token-invalid").Text("reason"));
        Assert.Equal(
            "Bearer realm=\"smart-transfer\", error=\"invalid_token\", error_description=\"The token is not valid\"",
            reply.Header("WWW-Authenticate"));
    }
}
