namespace SmartTransfer.Core.Options;

/// <summary>
/// How partial uploads become a final one (tus). Section <c>SmartTransfer:Concatenation</c>. The schedule on which what takes
/// longer is gone on with is the setting <c>ConcatenateSchedule</c>, which the Functions host reads.
/// </summary>
public sealed class ConcatenationOptions
{
    /// <summary>
    /// How long the request that starts a final upload works on it before it answers. Default 20 s; Azure cuts a
    /// connection that is silent for 230 s. The rest is done by later runs.
    /// </summary>
    [Setting("hh:mm:ss", "00:00:00", "00:02:00")]
    public TimeSpan RequestTime { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Blocks of one final upload that an instance copies at once. Default 8. Where storage cannot copy by itself, each holds
    /// one block in memory.
    /// </summary>
    [Setting("blocks", "1", "64")]
    public int Parallelism { get; init; } = 8;

    /// <summary>
    /// How long a complete partial upload is kept for a final one to name it. Default 7 days; once it is part of a final
    /// upload, the lifetime of a session (<see cref="SessionOptions.Lifetime"/>) is enough.
    /// </summary>
    [Setting("d.hh:mm:ss", "00:00:10", "365.00:00:00")]
    public TimeSpan PartialLifetime { get; init; } = TimeSpan.FromDays(7);
}
