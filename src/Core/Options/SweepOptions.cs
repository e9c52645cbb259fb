namespace SmartTransfer.Core.Options;

/// <summary>
/// How the sweep works. Section <c>SmartTransfer:Sweep</c>. Its schedule is the setting <c>SweepSchedule</c>, which the
/// Functions host reads.
/// </summary>
public sealed class SweepOptions
{
    /// <summary>Sessions that one run looks at, at most; the next run continues. Default 1,000.</summary>
    [Setting("sessions", "1", "100000")]
    public int MaxSessionsPerRun { get; init; } = 1000;

    /// <summary>
    /// How long one run takes at most; the next run continues. Default 4 min, under the 5 min after which the Functions host
    /// ends a function on the consumption plan.
    /// </summary>
    [Setting("hh:mm:ss", "00:00:01", "00:30:00")]
    public TimeSpan MaxRunTime { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>Sessions that are worked on at once. Default 8.</summary>
    [Setting("sessions", "1", "64")]
    public int Parallelism { get; init; } = 8;

    /// <summary>
    /// How long the row of an upload that ended without a file is kept, so that what a late chunk staged is discarded once
    /// more. Default 1 h; must outlast all that may be late (<see cref="SessionOptions.LateFor"/>).
    /// </summary>
    [Setting("d.hh:mm:ss", "00:05:00", "6.00:00:00")]
    public TimeSpan TombstoneLifetime { get; init; } = TimeSpan.FromHours(1);
}
