namespace SmartTransfer.Core.Options;

/// <summary>How long sessions live and are remembered. Section <c>SmartTransfer:Sessions</c>.</summary>
public sealed class SessionOptions
{
    /// <summary>
    /// How long a body may take until what was known of its upload when it began is looked at again, before anything of it is
    /// staged.
    /// </summary>
    public static readonly TimeSpan ReliedOn = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The longest that an upload lives without a chunk, whatever it is extended to: Azure collects uncommitted blocks a week after
    /// the last one (learn.microsoft.com/rest/api/storageservices/put-block).
    /// </summary>
    public static readonly TimeSpan LongestWithoutChunk = TimeSpan.FromDays(6);

    /// <summary>
    /// How long an upload lives after its last activity. Default 24 h; at most <see cref="LongestWithoutChunk"/>.
    /// </summary>
    [Setting("d.hh:mm:ss", "00:00:10", "6.00:00:00")]
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromHours(24);

    /// <summary>
    /// How long an instance takes a session as it last read it. Default 5 s; a cancel on another instance is heard after this
    /// at the latest, and the commit always checks again.
    /// </summary>
    [Setting("hh:mm:ss", "00:00:00", "00:01:00")]
    public TimeSpan CacheLifetime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>By how much the clocks of two instances, or of one and storage, differ at most.</summary>
    private static readonly TimeSpan ClocksDiffer = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long after an upload has ended a late chunk of it, or a discard, may still be on its way to storage: what was relied upon when
    /// it was begun, and two calls with all their tries, since a block may have waited for the one before it.
    /// </summary>
    internal TimeSpan LateFor(RetryOptions retry) =>
        CacheLifetime + ReliedOn + (2 * (retry.TotalTimeout + retry.AttemptTimeout)) + ClocksDiffer;

    /// <summary>Sessions that an instance remembers at most. Default 10,000, about 1 KB each.</summary>
    [Setting("sessions", "1", "1000000")]
    public int CacheEntries { get; init; } = 10_000;
}
