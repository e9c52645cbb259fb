namespace SmartTransfer.Core.Network;

/// <summary>Counts one session's network on one instance, and knows when the counters are worth a write. Not thread-safe: <see cref="NetworkRecorder"/> holds the lock.</summary>
internal sealed class SessionMeter(DateTimeOffset lastKnownAt)
{
    /// <summary>A longer time between two chunks is a pause of the client, not the link's.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private DateTimeOffset _writtenAt = lastKnownAt;
    private long _writtenEvents;
    private long _events;

    public NetworkCounters Counters { get; private set; } = NetworkCounters.Zero;

    public DateTimeOffset TouchedAt { get; private set; } = lastKnownAt;

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

    /// <summary>Takes the counters for a write if one is due: enough news and some time since the last write, or any news and a long time.</summary>
    public NetworkCounters? TakeIfDue(DateTimeOffset now, int afterEvents, TimeSpan notBefore, TimeSpan notAfter)
    {
        var age = now - _writtenAt;
        var due = HasNews && ((_events - _writtenEvents >= afterEvents && age >= notBefore) || age >= notAfter);
        return due ? Take(now) : null;
    }

    public NetworkCounters Take(DateTimeOffset now)
    {
        _writtenAt = now;
        _writtenEvents = _events;
        return Counters;
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
