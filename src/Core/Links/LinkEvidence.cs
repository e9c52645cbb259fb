namespace SmartTransfer.Core.Links;

/// <summary>
/// What speaks for how a link is: sums that fade. Every sum halves with each <see cref="HalfLife"/>, so the ratios of two
/// sums are exponentially weighted means (EWMA over time), the evidence of several instances adds up, and nothing grows
/// without bound however many samples come.
/// </summary>
/// <remarks>
/// Source of the decay: Cormode, Shkapenyuk, Srivastava, Xu, "Forward Decay", ICDE 2009 (backward exponential decay is its one
/// form that needs no ageing of single samples).
/// </remarks>
public sealed record LinkEvidence
{
    /// <summary>After how long evidence of a session counts half: 5 minutes.</summary>
    public static TimeSpan SessionHalfLife { get; } = TimeSpan.FromMinutes(5);

    /// <summary>After how long what is remembered of a client counts half: a day.</summary>
    public static TimeSpan ProfileHalfLife { get; } = TimeSpan.FromDays(1);

    /// <summary>Nothing is known.</summary>
    public static LinkEvidence None { get; } = new();

    /// <summary>After how long evidence counts half.</summary>
    public TimeSpan HalfLife { get; init; } = SessionHalfLife;

    /// <summary>The instant that the sums are of; <see cref="DateTimeOffset.MinValue"/> while there are none.</summary>
    public DateTimeOffset At { get; init; } = DateTimeOffset.MinValue;

    /// <summary>When the first of it was seen; <see cref="DateTimeOffset.MaxValue"/> if there is none yet.</summary>
    public DateTimeOffset Since { get; init; } = DateTimeOffset.MaxValue;

    /// <summary>Bytes and seconds of chunks that the client timed, each on its own connection.</summary>
    public RateSum Reported { get; init; }

    /// <summary>Bytes and seconds of bodies that were timed as they arrived, each on its own connection.</summary>
    public RateSum Streamed { get; init; }

    /// <summary>Bytes that were confirmed, and the seconds of activity in which they were, over all connections together.</summary>
    public RateSum Completed { get; init; }

    /// <summary>The seconds of <see cref="Completed"/>, each counted once per connection that was advised then.</summary>
    public double ConnectionSeconds { get; init; }

    /// <summary>Attempts that got through, as we saw them.</summary>
    public double Stored { get; init; }

    /// <summary>Attempts that the link let fail, as we saw them.</summary>
    public double Failed { get; init; }

    /// <summary>Attempts that storage let fail. They count against success, not against the link.</summary>
    public double StorageFailed { get; init; }

    /// <summary>Seconds in which we watched a body arrive, whole or not.</summary>
    public double ExposedSeconds { get; init; }

    /// <summary>Attempts that the client reported as failed on the way.</summary>
    public double ReportedFailed { get; init; }

    /// <summary>Seconds of transfer, failed ones included, that the client reported.</summary>
    public double ReportedSeconds { get; init; }

    /// <summary>Seconds that chunks cost besides their transfer: gaps and staging.</summary>
    public double OverheadSeconds { get; init; }

    /// <summary>How many chunks these were.</summary>
    public double Overheads { get; init; }

    /// <summary>How many rates <see cref="LogRates"/> and <see cref="SquaredLogRates"/> sum.</summary>
    public double Rates { get; init; }

    /// <summary>Sum of ln(bytes/s) of single chunks.</summary>
    public double LogRates { get; init; }

    /// <summary>Sum of ln(bytes/s)² of single chunks.</summary>
    public double SquaredLogRates { get; init; }

    /// <summary>Attempts, failed ones included, by whoever saw more failures.</summary>
    public double Attempts => Stored + Failures + StorageFailed;

    /// <summary>
    /// Failures of the link, as seen by whoever saw more of them: a failure that the client reports may be one that we saw.
    /// </summary>
    public double Failures => Math.Max(Failed, ReportedFailed);

    /// <summary>
    /// Seconds of wall clock since the first evidence, faded like everything else: no instances together can have been
    /// active for longer. Formula: ∫ 2^(−t/h) dt from 0 to now − since = h/ln 2 · (1 − 2^(−(now − since)/h)).
    /// </summary>
    public double WallSeconds => Since >= At ? 0 : HalfLife.TotalSeconds / Math.Log(2) * (1 - Math.Pow(0.5, (At - Since) / HalfLife));

    /// <summary>Evidence of two instances, or of two times, together, as of the later instant.</summary>
    public static LinkEvidence operator +(LinkEvidence left, LinkEvidence right)
    {
        var at = left.At > right.At ? left.At : right.At;
        return Sum(left.FadedTo(at), right.FadedTo(at));
    }

    /// <summary>Evidence of two instances, or of two times, together, as of the later instant.</summary>
    public static LinkEvidence Add(LinkEvidence left, LinkEvidence right) => left + right;

    /// <summary>The evidence as it counts at an instant. A clock that jumped back changes nothing.</summary>
    public LinkEvidence FadedTo(DateTimeOffset at)
    {
        if (at <= At)
        {
            return this;
        }

        return (At == DateTimeOffset.MinValue ? this : Times(Math.Pow(0.5, (at - At) / HalfLife))) with { At = at };
    }

    /// <summary>The same evidence with another weight: its ratios stay, and what is new counts more beside it.</summary>
    public LinkEvidence Times(double weight) => this with
    {
        Reported = Reported.Times(weight),
        Streamed = Streamed.Times(weight),
        Completed = Completed.Times(weight),
        ConnectionSeconds = ConnectionSeconds * weight,
        Stored = Stored * weight,
        Failed = Failed * weight,
        StorageFailed = StorageFailed * weight,
        ExposedSeconds = ExposedSeconds * weight,
        ReportedFailed = ReportedFailed * weight,
        ReportedSeconds = ReportedSeconds * weight,
        OverheadSeconds = OverheadSeconds * weight,
        Overheads = Overheads * weight,
        Rates = Rates * weight,
        LogRates = LogRates * weight,
        SquaredLogRates = SquaredLogRates * weight,
    };

    private static LinkEvidence Sum(LinkEvidence left, LinkEvidence right) => left with
    {
        Since = left.Since < right.Since ? left.Since : right.Since,
        Reported = left.Reported + right.Reported,
        Streamed = left.Streamed + right.Streamed,
        Completed = left.Completed + right.Completed,
        ConnectionSeconds = left.ConnectionSeconds + right.ConnectionSeconds,
        Stored = left.Stored + right.Stored,
        Failed = left.Failed + right.Failed,
        StorageFailed = left.StorageFailed + right.StorageFailed,
        ExposedSeconds = left.ExposedSeconds + right.ExposedSeconds,
        ReportedFailed = left.ReportedFailed + right.ReportedFailed,
        ReportedSeconds = left.ReportedSeconds + right.ReportedSeconds,
        OverheadSeconds = left.OverheadSeconds + right.OverheadSeconds,
        Overheads = left.Overheads + right.Overheads,
        Rates = left.Rates + right.Rates,
        LogRates = left.LogRates + right.LogRates,
        SquaredLogRates = left.SquaredLogRates + right.SquaredLogRates,
    };
}
