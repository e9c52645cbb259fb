using System.Net;
using SmartTransfer.Functions.Authorization;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Testing.Tokens;

namespace SmartTransfer.Functions.Tests.Authorization;

/// <summary>What may be set, and what each setting does.</summary>
public sealed class AuthorizationOptionsTests
{
    private const string Issuer = "https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0";

    [Fact]
    public void Nothing_set_is_usable_and_asks_for_no_tokens()
    {
        Assert.Empty(new AuthorizationOptions().Broken());
        Assert.False(new AuthorizationOptions().IsOn);
    }

    [Theory]
    [InlineData(Issuer)]
    [InlineData("http://localhost:8080/realms/dev")]
    [InlineData("http://127.0.0.1:8080")]
    [InlineData("http://[::1]/x")]
    public void An_issuer_over_https_or_on_this_machine_is_usable(string issuer) =>
        Assert.Empty(new AuthorizationOptions { Issuer = issuer, Audience = "a" }.Broken());

    [Theory]
    [InlineData("http://issuer.example")]
    [InlineData("issuer.example")]
    [InlineData("https://user@issuer.example")]
    [InlineData("https://issuer.example/?tenant=1")]
    [InlineData("https://issuer.example/#x")]
    [InlineData("ftp://issuer.example")]
    public void Any_other_is_refused(string issuer)
    {
        Assert.Contains(
            "not an https URL",
            Assert.Single(new AuthorizationOptions { Issuer = issuer, Audience = "a" }.Broken()),
            StringComparison.Ordinal);
        Assert.Contains(
            "MetadataAddress",
            Assert.Single(new AuthorizationOptions { Issuer = Issuer, Audience = "a", MetadataAddress = issuer }.Broken()),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://login.microsoftonline.com/{tenantid}/v2.0")]
    [InlineData("https://login.microsoftonline.com/common/v2.0")]
    [InlineData("https://login.microsoftonline.com/organizations/v2.0")]
    [InlineData("https://login.microsoftonline.com/consumers/v2.0")]
    public void An_issuer_for_many_tenants_is_refused_and_told_why(string issuer) =>
        Assert.Contains(
            "tokens of one tenant only",
            Assert.Single(new AuthorizationOptions { Issuer = issuer, Audience = "a" }.Broken()),
            StringComparison.Ordinal);

    [Theory]
    [InlineData(Issuer, null)]
    [InlineData(Issuer, " , ")]
    [InlineData(null, "api://x")]
    public void Issuer_and_audience_go_together(string? issuer, string? audience) =>
        Assert.Contains(
            "give both",
            Assert.Single(new AuthorizationOptions { Issuer = issuer, Audience = audience }.Broken()),
            StringComparison.Ordinal);

    [Fact]
    public void What_would_have_no_effect_is_refused()
    {
        Assert.Single(new AuthorizationOptions { MetadataAddress = "https://issuer.example" }.Broken());
        Assert.Single(new AuthorizationOptions { RequiredScope = "uploads" }.Broken());
        Assert.Single(new AuthorizationOptions { TokenOnEveryRequest = true }.Broken());
    }

    [Theory]
    [InlineData(Issuer, Issuer + "/.well-known/openid-configuration")]
    [InlineData("https://issuer.example/", "https://issuer.example/.well-known/openid-configuration")]
    public void The_metadata_are_where_discovery_puts_them(string issuer, string metadata) =>
        Assert.Equal(metadata, new AuthorizationOptions { Issuer = issuer }.Metadata);

    [Fact]
    public async Task Any_of_several_audiences_will_do()
    {
        await using var host = await AuthorizedHost.StartAsync($"--SmartTransfer:Authorization:Audience=api://one, {TokenIssuer.Audience}");
        (await host.PostWithAsync(host.Issuer.Token())).Is(HttpStatusCode.Created);
        (await host.PostWithAsync(host.Issuer.Token(spec: new TokenSpec { Audience = "api://one" }))).Is(HttpStatusCode.Created);
        (await host.PostWithAsync(host.Issuer.Token(spec: new TokenSpec { Audience = "api://two" }))).IsProblem(
            HttpStatusCode.Unauthorized, "token-invalid");
    }

    [Fact]
    public async Task Another_claim_may_be_the_subject()
    {
        await using var host = await AuthorizedHost.StartAsync("--SmartTransfer:Authorization:SubjectClaim=oid");
        (await host.PostWithAsync(host.Issuer.Token())).IsProblem(HttpStatusCode.Unauthorized, "token-invalid");
        (await host.PostWithAsync(host.Issuer.Token(spec: With("oid", "the-object")))).Is(HttpStatusCode.Created);
        Assert.Equal(Core.Identity.OwnerKey.Of(host.Issuer.Name, "the-object"), host.Api.Stored.SessionRows.Single().Owner);
    }

    [Theory]
    [InlineData("scp", "files.read uploads.write", true)]
    [InlineData("scope", "uploads.write", true)]
    [InlineData("roles", "uploads.write", true)]
    [InlineData("scp", "uploads.writer", false)]
    [InlineData("groups", "uploads.write", false)]
    public async Task A_scope_or_role_may_be_required(string claim, string value, bool enough)
    {
        await using var host = await AuthorizedHost.StartAsync("--SmartTransfer:Authorization:RequiredScope=uploads.write");
        var reply = await host.PostWithAsync(host.Issuer.Token(spec: With(claim, claim == "roles" ? new[] { "other", value } : value)));
        if (enough)
        {
            reply.Is(HttpStatusCode.Created);
            return;
        }

        reply.IsProblem(HttpStatusCode.Forbidden, "token-scope-missing");
        Assert.Equal(
            "Bearer realm=\"smart-transfer\", error=\"insufficient_scope\", scope=\"uploads.write\"", reply.Header("WWW-Authenticate"));
    }

    [Fact]
    public async Task Each_request_may_be_made_to_need_a_token()
    {
        await using var host = await AuthorizedHost.StartAsync("--SmartTransfer:Authorization:TokenOnEveryRequest=true");
        host.Send(host.Issuer.Token());
        var upload = await ClientUpload.StartAsync(host.Api, 4);
        host.Send(null);
        (await upload.PutAsync(0, [1, 2, 3, 4])).IsProblem(HttpStatusCode.Unauthorized, "token-missing");
        (await upload.GetStatusAsync()).IsProblem(HttpStatusCode.Unauthorized, "token-missing");
        host.Send(host.Issuer.Token());
        (await upload.PutAsync(0, [1, 2, 3, 4])).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Where_no_tokens_are_asked_for_none_is_looked_at()
    {
        await using var host = await ApiHost.StartAsync();
        var reply = await Reply.ToAsync(
            host.Client,
            HttpMethod.Post,
            "api/uploads",
            Bodies.Json(new { fileName = "a", length = 4 }),
            ("Authorization", "Bearer garbage"));
        reply.Is(HttpStatusCode.Created);
        Assert.Null(host.Stored.SessionRows.Single().Owner);
    }

    private static TokenSpec With(string claim, object value) => new() { Claims = new Dictionary<string, object> { [claim] = value } };
}
