namespace SmartTransfer.Core.Links;

/// <summary>What the evidence says of a link. Pure: the same evidence gives the same estimate.</summary>
public sealed record LinkEstimate
{
    /// <summary>Shape of the Gamma prior of the failure rate: a fifth of a failure was seen before we began to look.</summary>
    public const double PriorFailures = 0.2;

    /// <summary>
    /// Rate parameter of the Gamma prior of the failure rate, in seconds: that fifth in a minute, so one failure in five.
    /// </summary>
    public const double PriorSeconds = 60;

    /// <summary>
    /// What a chunk is taken to cost besides its transfer before that was measured, in seconds: a round trip or two and the
    /// staging.
    /// </summary>
    public const double PriorOverheadSeconds = 0.2;

    /// <summary>How many measured chunks that prior weighs.</summary>
    public const double PriorOverheads = 2;

    /// <summary>Bytes confirmed per second over all connections together; null until it is known.</summary>
    public double? GoodputBytesPerSecond { get; init; }

    /// <summary>Bytes per second of one connection; null until it is known.</summary>
    public double? ConnectionBytesPerSecond { get; init; }

    /// <summary>Who measured the rate of a connection; null while nobody did.</summary>
    public TimeSource? Source { get; init; }

    /// <summary>c: what a chunk costs besides its transfer, in seconds.</summary>
    public required double OverheadSeconds { get; init; }

    /// <summary>λ: failures per second of transfer on one connection.</summary>
    public required double FailuresPerSecond { get; init; }

    /// <summary>
    /// The chance that a chunk of the best size gets through, 0 to 1: e^(−λτ) with Young and Daly's τ = √(2·c/λ)
    /// (<see cref="ChunkSize.YoungDaly"/>), which is e^(−√(2·c·λ)). The link's own, whatever size was advised.
    /// </summary>
    public double BestChance => Math.Exp(-Math.Sqrt(2 * OverheadSeconds * FailuresPerSecond));

    /// <summary>Share of attempts that got through, 0 to 1; null before the first.</summary>
    public double? SuccessRate { get; init; }

    /// <summary>How many attempts that share rests on, faded.</summary>
    public required double Attempts { get; init; }

    /// <summary>Standard deviation of ln(bytes/s) of single chunks: 0.1 is about 10 %; null before the third.</summary>
    public double? Variation { get; init; }

    /// <summary>Estimates a link.</summary>
    public static LinkEstimate Of(LinkEvidence evidence)
    {
        var goodput = Goodput(evidence);
        var (connection, source) = Connection(evidence);
        return new LinkEstimate
        {
            GoodputBytesPerSecond = goodput ?? connection,
            ConnectionBytesPerSecond = connection,
            Source = source,
            OverheadSeconds = Overhead(evidence),
            FailuresPerSecond = FailureRate(evidence),
            SuccessRate = SuccessRateOf(evidence),
            Attempts = evidence.Attempts,
            Variation = VariationOf(evidence),
        };
    }

    /// <summary>
    /// Goodput = bytes confirmed / seconds of activity. The seconds of several instances that were active at once are the
    /// same seconds: their sum counts no further than the wall clock went.
    /// </summary>
    private static double? Goodput(LinkEvidence evidence) =>
        (evidence.Completed with { Seconds = Math.Min(evidence.Completed.Seconds, evidence.WallSeconds) }).BytesPerSecond;

    /// <summary>The rate of one connection, from the most trusted source that has one: DESIGN section 6's order.</summary>
    private static (double? BytesPerSecond, TimeSource? Source) Connection(LinkEvidence evidence)
    {
        if (evidence.Reported.BytesPerSecond is { } reported)
        {
            return (reported, TimeSource.Reported);
        }

        if (evidence.Streamed.BytesPerSecond is { } streamed)
        {
            return (streamed, TimeSource.Streamed);
        }

        return (evidence.Completed with { Seconds = evidence.ConnectionSeconds }).BytesPerSecond is { } completed
            ? (completed, TimeSource.Completions)
            : (null, null);
    }

    /// <summary>c = (n₀·c₀ + Σ overhead) / (n₀ + n), in seconds: the mean, with a prior of n₀ chunks of c₀ seconds.</summary>
    private static double Overhead(LinkEvidence evidence) =>
        ((PriorOverheads * PriorOverheadSeconds) + evidence.OverheadSeconds) / (PriorOverheads + evidence.Overheads);

    /// <summary>
    /// λ = (α + failures) / (β + seconds), in 1/s: the posterior mean of a Poisson rate under a Gamma(α, β) prior
    /// (Gelman et al., Bayesian Data Analysis, 3rd ed., section 2.6). The seconds are those of whoever watched longest. Where
    /// nobody did, connections that broke went unseen, and that none was seen says nothing: λ = α/β + failures / (β + seconds),
    /// the prior and, over the seconds that chunks took, the failures that reach us even so (wrong digests).
    /// </summary>
    private static double FailureRate(LinkEvidence evidence)
    {
        var watched = Math.Max(evidence.ExposedSeconds, evidence.ReportedSeconds);
        return watched > 0
            ? (PriorFailures + evidence.Failures) / (PriorSeconds + watched)
            : (PriorFailures / PriorSeconds) + (evidence.Failures / (PriorSeconds + evidence.ConnectionSeconds));
    }

    private static double? SuccessRateOf(LinkEvidence evidence) => evidence.Attempts > 0 ? evidence.Stored / evidence.Attempts : null;

    /// <summary>σ = √(Σ x²/n − (Σ x/n)²) with x = ln(bytes/s): scale-free; the coefficient of variation, if small.</summary>
    private static double? VariationOf(LinkEvidence evidence)
    {
        if (evidence.Rates < 2.5)
        {
            return null;
        }

        var mean = evidence.LogRates / evidence.Rates;
        return Math.Sqrt(Math.Max(0, (evidence.SquaredLogRates / evidence.Rates) - (mean * mean)));
    }
}
