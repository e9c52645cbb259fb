namespace SmartTransfer.Core.Network;

/// <summary>Counts one session's network on one instance, and knows when the counters are worth a write. Not thread-safe: <see cref="NetworkRecorder"/> holds the lock.</summary>
/// <param name="lastKnownAt">The last activity that the store knows of.</param>
/// <param name="counted">What this instance had written before it forgot the session; zero for a session that is new to it.</param>
internal sealed class SessionMeter(DateTimeOffset lastKnownAt, NetworkCounters counted)
{
    /// <summary>A longer time between two chunks is a pause of the client, not the link's.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private DateTimeOffset _writtenAt = lastKnownAt;
    private DateTimeOffset _notBefore = DateTimeOffset.MinValue;
    private long _writtenEvents;
    private long _events;

    public NetworkCounters Counters { get; private set; } = counted;

    public DateTimeOffset TouchedAt { get; private set; } = lastKnownAt;

    /// <summary>How much was counted, for <see cref="Written"/>.</summary>
    public long Events => _events;

    public bool HasNews => _events > _writtenEvents;

    public void Count(ChunkResult result, long bytes, DateTimeOffset now)
    {
        _events++;
        TouchedAt = now;
        Counters = result switch
        {
            ChunkResult.Stored => Stored(bytes, now),
            ChunkResult.Broken => Counters with { Broken = Counters.Broken + 1, BrokenBytes = Counters.BrokenBytes + bytes },
            ChunkResult.Mismatched => Counters with { Mismatched = Counters.Mismatched + 1 },
            ChunkResult.StorageFailed => Counters with { StorageFailed = Counters.StorageFailed + 1 },
            _ => Counters with { Refused = Counters.Refused + 1 },
        };
    }

    public void CountRetry(DateTimeOffset now)
    {
        _events++;
        TouchedAt = now;
        Counters = Counters with { StorageRetries = Counters.StorageRetries + 1 };
    }

    /// <summary>
    /// Takes the counters for a write if one is due: enough news and some time since the last write, or a long time. A
    /// chunk that is arriving is activity, so the second needs no news: what the store knows of the last activity is never
    /// older than <paramref name="notAfter"/> when a chunk is acknowledged.
    /// </summary>
    public NetworkCounters? TakeIfDue(DateTimeOffset now, int afterEvents, TimeSpan notBefore, TimeSpan notAfter)
    {
        var age = now - _writtenAt;
        var due = now >= _notBefore && ((_events - _writtenEvents >= afterEvents && age >= notBefore) || age >= notAfter);
        if (!due)
        {
            return null;
        }

        _notBefore = now + notBefore;
        return Counters with { LastAt = now };
    }

    /// <summary>Notes that counters that were taken are written. Until then they stay due.</summary>
    public void Written(NetworkCounters counters, long events)
    {
        _writtenAt = counters.LastAt > _writtenAt ? counters.LastAt : _writtenAt;
        _writtenEvents = Math.Max(_writtenEvents, events);
    }

    private NetworkCounters Stored(long bytes, DateTimeOffset now)
    {
        var gap = now - Counters.LastAt;
        var active = gap >= TimeSpan.Zero && gap < Pause;
        return Counters with
        {
            Chunks = Counters.Chunks + 1,
            Bytes = Counters.Bytes + bytes,
            ActiveBytes = Counters.ActiveBytes + (active ? bytes : 0),
            ActiveTime = Counters.ActiveTime + (active ? gap : TimeSpan.Zero),
            LastAt = now > Counters.LastAt ? now : Counters.LastAt,
        };
    }
}
