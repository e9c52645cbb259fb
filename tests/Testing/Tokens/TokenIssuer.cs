using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Testing.Tokens;

/// <summary>
/// An OpenID Connect issuer on this machine: metadata and keys over HTTP, and tokens as tests need them, right ones and wrong
/// ones.
/// </summary>
public sealed class TokenIssuer : IAsyncDisposable
{
    public const string Audience = "api://smart-transfer";

    private const string MetadataPath = "/tenant/v2.0/.well-known/openid-configuration";

    private readonly WebApplication _app;
    private readonly TimeProvider _clock;
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };
    private int _fetches;
    private int _keys;

    private TokenIssuer(WebApplication app, TimeProvider clock)
    {
        (_app, _clock) = (app, clock);
        Current = NewKey();
        Published = [Current];
    }

    /// <summary>The issuer's name, and where it is.</summary>
    public string Name => $"{_app.Urls.Single()}/tenant/v2.0";

    /// <summary>Whether it answers nothing but 503.</summary>
    public bool IsDown { get; set; }

    /// <summary>The name that its metadata give; its own by default.</summary>
    public string? NameInMetadata { get; set; }

    /// <summary>How often its metadata were asked for.</summary>
    public int Fetches => Volatile.Read(ref _fetches);

    /// <summary>The key that it signs with.</summary>
    public SigningCredentials Current { get; private set; }

    /// <summary>The keys that its metadata name.</summary>
    public IReadOnlyList<SigningCredentials> Published { get; set; }

    /// <summary>Settings by which a host trusts it, for a command line.</summary>
    public string[] Arguments =>
        [.. Settings.Select(setting => $"--{setting.Name.Replace("__", ":", StringComparison.Ordinal)}={setting.Value}")];

    /// <summary>Settings by which a host trusts it, for an environment.</summary>
    public (string Name, string Value)[] Settings =>
        [("SmartTransfer__Authorization__Issuer", Name), ("SmartTransfer__Authorization__Audience", Audience)];

    public static async Task<TokenIssuer> StartAsync(TimeProvider? clock = null)
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var issuer = new TokenIssuer(app, clock ?? new ManualTimeProvider());
        app.MapGet(MetadataPath, () => issuer.Answer(() =>
        {
            Interlocked.Increment(ref issuer._fetches);
            return new { issuer = issuer.NameInMetadata ?? issuer.Name, jwks_uri = $"{issuer.Name}/keys" };
        }));
        app.MapGet("/tenant/v2.0/keys", () => issuer.Answer(() => new { keys = issuer.Published.Select(key => Public(key.Key)) }));
        await app.StartAsync();
        return issuer;
    }

    /// <summary>A new key of one of the two kinds; nobody trusts it yet.</summary>
    public SigningCredentials NewKey(bool elliptic = false)
    {
        var id = $"key-{Interlocked.Increment(ref _keys)}";
        return elliptic
            ? new SigningCredentials(
                new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = id }, SecurityAlgorithms.EcdsaSha256)
            : new SigningCredentials(new RsaSecurityKey(RSA.Create(2048)) { KeyId = id }, SecurityAlgorithms.RsaSha256);
    }

    /// <summary>Signs with another key from now on, and names that one alone.</summary>
    public void Rotate(bool elliptic = false)
    {
        Current = NewKey(elliptic);
        Published = [Current];
    }

    /// <summary>A token.</summary>
    /// <param name="subject">Whom it is issued for.</param>
    /// <param name="spec">What is different from a token that is right.</param>
    public string Token(string subject = "alice", TokenSpec? spec = null)
    {
        spec ??= new TokenSpec();
        return _handler.CreateToken(Payload(subject, spec), spec.SignedBy ?? Current);
    }

    /// <summary>A token without a signature (RFC 7519, section 6), with whatever stands in its place.</summary>
    public string Unsigned(string subject = "alice", string algorithm = "none", string signature = "") =>
        $"{Encoded($$"""{"alg":"{{algorithm}}","typ":"JWT"}""")}.{Encoded(Payload(subject, new TokenSpec()))}.{signature}";

    /// <summary>
    /// A token signed by HMAC with the public key for a secret: what a verifier takes that goes by the token's own algorithm.
    /// </summary>
    public string SignedWithPublicKey(string subject = "alice")
    {
        var pem = Encoding.ASCII.GetBytes(((RsaSecurityKey)Current.Key).Rsa.ExportSubjectPublicKeyInfoPem());
        return Token(
            subject,
            new TokenSpec
            {
                SignedBy = new SigningCredentials(
                new SymmetricSecurityKey(pem) { KeyId = Current.Key.KeyId }, SecurityAlgorithms.HmacSha256)
            });
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static string Encoded(string json) => Base64UrlEncoder.Encode(json);

    private static object Public(SecurityKey key)
    {
        var jwk = JsonWebKeyConverter.ConvertFromSecurityKey(key);
        return new { kty = jwk.Kty, use = "sig", kid = jwk.Kid, n = jwk.N, e = jwk.E, crv = jwk.Crv, x = jwk.X, y = jwk.Y };
    }

    private string Payload(string subject, TokenSpec spec)
    {
        var now = _clock.GetUtcNow();
        var claims = new Dictionary<string, object>
        {
            ["iss"] = spec.Issuer ?? Name,
            ["aud"] = spec.Audience ?? Audience,
            ["sub"] = subject,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["nbf"] = (spec.NotBefore ?? now).ToUnixTimeSeconds(),
            ["exp"] = (spec.Expires ?? now + TimeSpan.FromHours(1)).ToUnixTimeSeconds(),
        };
        foreach (var (name, value) in spec.Claims)
        {
            claims[name] = value;
        }

        return JsonSerializer.Serialize(claims.Where(claim => claim.Value is not "").ToDictionary());
    }

    private IResult Answer(Func<object> document) =>
        IsDown ? Results.StatusCode(StatusCodes.Status503ServiceUnavailable) : Results.Json(document());
}
