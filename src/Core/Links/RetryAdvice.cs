namespace SmartTransfer.Core.Links;

/// <summary>When to try again, and when to stop trying.</summary>
public static class RetryAdvice
{
    /// <summary>The chance that is left, when a client gives up, that it was bad luck alone.</summary>
    public const double BadLuck = 0.001;

    private const int MinRetries = 5;
    private const int MaxRetries = 30;
    private const int MaxDoublings = 16;

    /// <summary>The ceiling of the delay before the first retry.</summary>
    public static TimeSpan First { get; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest ceiling.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The ceiling of the delay before the next retry: min(60 s, 1 s · 2^n) after n failed retries. A client waits a random
    /// time from 0 to it.
    /// </summary>
    /// <remarks>
    /// Source: full jitter, M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015: of the variants that
    /// spread callers it costs them the fewest calls.
    /// </remarks>
    public static TimeSpan Ceiling(int retries)
    {
        var delay = First * Math.Pow(2, Math.Clamp(retries, 0, MaxDoublings));
        return delay < Longest ? delay : Longest;
    }

    /// <summary>The delay that we draw for the client where we answer it: jitter · ceiling, full jitter.</summary>
    /// <param name="retries">Failed retries; 0 after the first failure.</param>
    /// <param name="jitter">A number from [0, 1).</param>
    public static TimeSpan Draw(int retries, double jitter) => Ceiling(retries) * Math.Clamp(jitter, 0, 1);

    /// <summary>
    /// After how many retries of one chunk to stop, and ask for the upload's status: the smallest n for which n failures in
    /// a row are bad luck with a chance below 0.001 alone, n = ln 0.001 / ln(1 − p), between 5 and 30. p is the chance that
    /// an attempt gets through, (s + 3)/(n + 4) after s of n did: a link that nobody knows is asked about after 5, since the
    /// answer brings better advice.
    /// </summary>
    /// <remarks>
    /// Source: the posterior mean under a Beta(3, 1) prior (Gelman et al., Bayesian Data Analysis, 3rd ed., section 2.4).
    /// </remarks>
    public static int GiveUpAfter(double stored, double attempts)
    {
        var chance = (Math.Max(0, stored) + 3) / (Math.Max(stored, attempts) + 4);
        return (int)Math.Clamp(Math.Ceiling(Math.Log(BadLuck) / Math.Log(1 - chance)), MinRetries, MaxRetries);
    }
}
