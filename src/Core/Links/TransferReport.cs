namespace SmartTransfer.Core.Links;

/// <summary>
/// What a client says its attempts to send chunks cost since its last report. It alone sees attempts that never reached
/// the service, and times that the host does not hide. Nobody vouches for it, so it serves advice and nothing else, and
/// one that cannot be true is ignored as a whole (<see cref="Implausibility"/>).
/// </summary>
/// <param name="Bytes">Bytes that were acknowledged.</param>
/// <param name="Duration">
/// The time these took, each chunk's from its first byte sent to its answer, added up over chunks and connections; zero where
/// it was not told, or was too short to be measured, and then says nothing of the speed.
/// </param>
/// <param name="Attempts">Attempts that were made, those that succeeded included.</param>
/// <param name="Failed">
/// How many of them failed. All of them may have, and bytes be acknowledged still: a broken attempt can leave some of its bytes
/// behind.
/// </param>
/// <param name="LostBytes">Bytes that were sent in failed attempts.</param>
/// <param name="LostDuration">The time that failed attempts took, added up as for <paramref name="Duration"/>.</param>
/// <param name="LastError">How the last failed attempt ended; null where it was not told.</param>
/// <param name="Connections">Chunks that the client has in flight at once; null where it was not told.</param>
public sealed record TransferReport(
    long Bytes,
    TimeSpan Duration,
    int Attempts,
    int Failed,
    long LostBytes,
    TimeSpan LostDuration,
    ReportedError? LastError,
    int? Connections)
{
    /// <summary>
    /// The most bytes of either kind, in bytes: 1 TiB, which is more than the attempts of one report can carry at 100 MiB each.
    /// </summary>
    public const long MaxBytes = 1L << 40;

    /// <summary>The most attempts: 1,000. A client reports with its next chunk, so mostly there is one.</summary>
    public const int MaxAttempts = 1_000;

    /// <summary>The most chunks in flight at once: 1,000.</summary>
    public const int MaxConnections = 1_000;

    /// <summary>The longest time of either kind: 24 h, the default lifetime of a session without a chunk.</summary>
    public static TimeSpan MaxDuration { get; } = TimeSpan.FromHours(24);

    /// <summary>Why the report cannot be true, in words; null when it can be. No value makes it throw.</summary>
    public string? Implausibility() => this switch
    {
        { Attempts: < 1 or > MaxAttempts } => $"attempts is {Attempts}, not from 1 to {MaxAttempts}",
        { Failed: < 0 } => $"failed is {Failed}",
        _ when Failed > Attempts => $"failed is {Failed} of {Attempts} attempts",
        { Bytes: < 0 or > MaxBytes } => $"bytes is {Bytes}, not from 0 to {MaxBytes}",
        { LostBytes: < 0 or > MaxBytes } => $"lost is {LostBytes}, not from 0 to {MaxBytes}",
        _ when IsOutside(Duration) => $"the time is {Duration}, not from 0 to {MaxDuration}",
        _ when IsOutside(LostDuration) => $"the time lost is {LostDuration}, not from 0 to {MaxDuration}",
        { Connections: < 1 or > MaxConnections } => $"connections is {Connections}, not from 1 to {MaxConnections}",
        { Failed: 0 } when LostBytes > 0 || LostDuration > TimeSpan.Zero || LastError is not null =>
            "something was lost and nothing failed",
        _ => null,
    };

    private static bool IsOutside(TimeSpan time) => time < TimeSpan.Zero || time > MaxDuration;
}
