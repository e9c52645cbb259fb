using SmartTransfer.Core.Options;

namespace SmartTransfer.Core.Resilience;

/// <summary>How long to wait before a storage call is tried again: exponential backoff with equal jitter.</summary>
internal static class Backoff
{
    /// <summary>
    /// BaseDelay × 2^attempt × (0.5 + jitter), or what the store asked for if that is longer; never more than MaxDelay.
    /// Half of the delay is fixed, so that a store in trouble is never pressed at once; the rest spreads the callers.
    /// </summary>
    /// <param name="options">The base and the longest delay.</param>
    /// <param name="attempt">How many retries there were before, from 0.</param>
    /// <param name="jitter">A number from [0, 1).</param>
    /// <param name="asked">What the store said in Retry-After; null when it did not say.</param>
    public static TimeSpan Delay(RetryOptions options, int attempt, double jitter, TimeSpan? asked)
    {
        var seconds = options.BaseDelay.TotalSeconds * Math.Pow(2, attempt) * (0.5 + jitter);
        var wanted = Math.Max(seconds, asked?.TotalSeconds ?? 0);
        return wanted < options.MaxDelay.TotalSeconds ? TimeSpan.FromSeconds(wanted) : options.MaxDelay;
    }
}
