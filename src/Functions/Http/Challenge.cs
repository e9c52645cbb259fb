using SmartTransfer.Core.Failures;

namespace SmartTransfer.Functions.Http;

/// <summary>The header WWW-Authenticate of a refusal (RFC 6750, section 3).</summary>
internal static class Challenge
{
    private const string Bearer = "Bearer realm=\"smart-transfer\"";

    /// <summary>The challenge that goes with a failure; null for a failure that has to do with no token.</summary>
    public static string? Of(Failure failure) => failure.Code switch
    {
        FailureCodes.TokenMissing => Bearer,
        FailureCodes.TokenInvalid or FailureCodes.TokenExpired => $"{Bearer}, error=\"invalid_token\", error_description=\"{failure.Title}\"",
        FailureCodes.TokenScopeMissing => $"{Bearer}, error=\"insufficient_scope\", scope=\"{Quotable(failure.Facts["want"])}\"",
        _ => null,
    };

    private static string Quotable(object scope) => string.Concat(((string)scope).Where(c => c is > ' ' and <= '~' and not ('"' or '\\')));
}
