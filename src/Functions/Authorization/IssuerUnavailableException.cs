namespace SmartTransfer.Functions.Authorization;

/// <summary>The issuer's keys could not be fetched, so no token can be checked.</summary>
/// <param name="retryAfter">When the issuer is asked again.</param>
/// <param name="inner">Why.</param>
public sealed class IssuerUnavailableException(TimeSpan retryAfter, Exception? inner) : Exception(
    "The issuer's keys could not be fetched.", inner)
{
    /// <summary>When the issuer is asked again.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
