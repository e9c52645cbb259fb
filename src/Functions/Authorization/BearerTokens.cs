using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;

namespace SmartTransfer.Functions.Authorization;

/// <summary>
/// Reads the bearer token of a request (RFC 6750, section 2.1: from the header Authorization alone, never from the URL or the
/// body) and judges it (RFC 7519, RFC 8725). In memory: storage is not asked, and the issuer only when its keys are not known.
/// </summary>
public sealed class BearerTokens(AuthorizationOptions options, IssuerKeys keys, TimeProvider clock, ILogger<BearerTokens> log)
{
    private const string Scheme = "Bearer";

    // RFC 8725, section 3.1. Those with a public key, of which ours is the one that anybody may know.
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };

    /// <summary>Who sent the request, or why its token is not taken.</summary>
    public async Task<Outcome<Caller>> ReadAsync(HttpRequest request)
    {
        var given = request.Headers.Authorization;
        if (!given.Any(IsBearer))
        {
            return Caller.Unnamed;
        }

        if (TokenOf(given) is not { Length: > 0 } text)
        {
            return Refused("malformed", "The Authorization header must be 'Bearer' followed by one token");
        }

        try
        {
            return await JudgeAsync(text, request.HttpContext.RequestAborted);
        }
        catch (IssuerUnavailableException unavailable)
        {
            return FailureCatalogue.AuthorizationUnavailable(unavailable.RetryAfter);
        }
    }

    private static bool IsBearer(string? line) =>
        line is not null
            && line.TrimStart().StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && line.TrimStart().AsSpan(Scheme.Length) is [] or [' ' or '\t', ..];

    private static string? TokenOf(StringValues given) =>
        given.Count == 1
            && AuthenticationHeaderValue.TryParse(given[0], out var header)
            && header.Parameter is { } token
            && !token.Contains(' ', StringComparison.Ordinal)
            ? token
            : null;

    private async Task<Outcome<Caller>> JudgeAsync(string text, CancellationToken cancellationToken)
    {
        JsonWebToken token;
        try
        {
            token = new JsonWebToken(text);
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or SecurityTokenException)
        {
            return Refused("malformed", "It is not a JSON Web Token");
        }

        if (!Algorithms.Contains(token.Alg, StringComparer.Ordinal))
        {
            return Refused("algorithm", "It is not signed with RSA or ECDSA");
        }

        var known = await keys.GetAsync(cancellationToken);
        var result = await ValidateAsync(token, known);
        if (result.Exception is SecurityTokenInvalidSignatureException or SecurityTokenSignatureKeyNotFoundException
            && !known.Any(key => token.Kid is { Length: > 0 } && key.KeyId == token.Kid)
            && await keys.FindNewerAsync(known, cancellationToken) is { } newer)
        {
            result = await ValidateAsync(token, newer);
        }

        return result.IsValid ? Accept(token) : Refuse(result.Exception);
    }

    private Task<TokenValidationResult> ValidateAsync(JsonWebToken token, IReadOnlyList<SecurityKey> signingKeys) =>
        _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = options.Issuer,
            ValidAudiences = options.Audiences,
            IssuerSigningKeys = signingKeys,
            ValidAlgorithms = Algorithms,
            RequireSignedTokens = true,
            RequireAudience = true,
            RequireExpirationTime = true,

            // Judged below: a token that is right in every way but its time is told from one that is not.
            LifetimeValidator = static (_, expires, _, _) => expires is not null,
        });

    private Outcome<Caller> Accept(JsonWebToken token)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (token.ValidFrom > now + options.ClockSkew)
        {
            return Refused("not-yet-valid", "It is not valid yet");
        }

        if (!token.TryGetPayloadValue<string>(options.SubjectClaim, out var subject) || string.IsNullOrWhiteSpace(subject))
        {
            return Refused("subject", $"It has no claim '{options.SubjectClaim}'");
        }

        if (options.RequiredScope is { Length: > 0 } scope && !ScopesOf(token).Contains(scope, StringComparer.Ordinal))
        {
            AuthorizationLog.TokenRefused(log, "scope");
            return FailureCatalogue.TokenScopeMissing(scope);
        }

        var status = token.ValidTo <= now - options.ClockSkew ? TokenStatus.Expired : TokenStatus.Valid;
        return new Caller(status, OwnerKey.Of(token.Issuer, subject)) { Subject = subject, Token = token };
    }

    // RFC 8693, section 4.2 (scope, separated by spaces); Entra ID calls it scp, and lists an app's own permissions as roles.
    private static IEnumerable<string> ScopesOf(JsonWebToken token) => token.Claims
        .Where(claim => claim.Type is "scp" or "scope" or "roles")
        .SelectMany(claim => claim.Type == "roles" ? [claim.Value] : claim.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private Failure Refuse(Exception? why) => why switch
    {
        SecurityTokenInvalidAudienceException => Refused("audience", "It was not issued for this service (aud)"),
        SecurityTokenInvalidIssuerException => Refused("issuer", "It was not issued by the issuer that this service trusts (iss)"),
        SecurityTokenInvalidLifetimeException or SecurityTokenNoExpirationException =>
            Refused("lifetime", "It does not say when it expires (exp)"),
        SecurityTokenSignatureKeyNotFoundException => Refused("key", "Its issuer does not have the key that it names"),
        SecurityTokenInvalidSignatureException or SecurityTokenInvalidAlgorithmException => Refused("signature", "Its signature is wrong"),
        _ => Refused("token", "It could not be verified"),
    };

    private Failure Refused(string reason, string sentence)
    {
        AuthorizationLog.TokenRefused(log, reason);
        return FailureCatalogue.TokenInvalid(reason, sentence);
    }
}
