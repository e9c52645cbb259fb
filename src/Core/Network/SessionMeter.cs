using SmartTransfer.Core.Links;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Network;

/// <summary>
/// Counts one session's network on one instance, and knows when the counters are worth a write. Not thread-safe:
/// <see cref="NetworkRecorder"/> holds the lock.
/// </summary>
/// <param name="session">The session as it was read.</param>
/// <param name="counted">What this instance had written before it forgot the session; zero for a session that is new to it.</param>
internal sealed class SessionMeter(StoredSession session, NetworkCounters counted)
{
    private readonly ActivityClock _activity = new(counted.LastAt > session.LastActivityAt ? counted.LastAt : session.LastActivityAt);
    private DateTimeOffset _writtenAt = session.LastActivityAt;
    private DateTimeOffset _notBefore = DateTimeOffset.MinValue;
    private DateTimeOffset _rememberedAt = session.LastActivityAt;
    private long _writtenEvents;
    private long _rememberedEvents;
    private int _fullWrites;
    private long _events;

    /// <summary>The session as it was last read.</summary>
    public StoredSession Session { get; set; } = session;

    public NetworkCounters Counters { get; private set; } = counted;

    public DateTimeOffset TouchedAt { get; private set; } = session.LastActivityAt;

    /// <summary>How many chunks the client said it has in flight at once; null when it did not say.</summary>
    public int? Connections { get; set; }

    /// <summary>Whether what arrives of its bodies counts even if they break (<see cref="Steering.Keeps"/>).</summary>
    public bool? Keeps { get; set; }

    /// <summary>How much was counted, for <see cref="Written"/>.</summary>
    public long Events => _events;

    public bool HasNews => _events > _writtenEvents;

    /// <summary>Whether something was counted since the session's client was last told of in its profile.</summary>
    public bool HasUnremembered => _events > _rememberedEvents;

    /// <summary>
    /// A chunk begins to come in. Gives the time since the last answer; null where others are under way, none was before, or
    /// the last chunk failed.
    /// </summary>
    public TimeSpan? Begin(DateTimeOffset now) => _activity.Begin(now);

    /// <summary>A chunk was answered, or given up.</summary>
    /// <param name="stored">Whether it was stored.</param>
    /// <param name="now">The instant.</param>
    public void Answer(bool stored, DateTimeOffset now) => _activity.Answer(stored, now);

    /// <summary>Counts a sample.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="others">What other instances know of the link.</param>
    /// <param name="options">The tiers and limits.</param>
    /// <param name="now">The instant.</param>
    public void Count(TransferSample sample, NetworkCounters others, NetworkOptions options, DateTimeOffset now)
    {
        _events++;
        TouchedAt = now > TouchedAt ? now : TouchedAt;
        var standing = others.Steering.At > Counters.Steering.At ? others.Steering : Counters.Steering;
        var steering = standing with { Used = Connections ?? standing.Used, Keeps = Keeps ?? standing.Keeps };
        var evidence = Counters.Evidence + EvidenceOf.Sample(sample, now, LinkEvidence.SessionHalfLife);
        TimeSpan? interval = null;
        if (sample is { Result: ChunkResult.Stored, Source: not TimeSource.Reported })
        {
            interval = _activity.Stored(sample.Bytes, evidence.Completed.BytesPerSecond, now);
            var completion = new TransferSample(
                ChunkResult.Stored,
                sample.Bytes,
                interval,
                TimeSource.Completions)
            { Connections = Connections ?? steering.Parallelism.Connections };
            evidence += EvidenceOf.Sample(completion, now, LinkEvidence.SessionHalfLife);
        }

        Counters = CountOf(sample, interval, now) with
        {
            Evidence = evidence,
            Steering = steering.After(sample, interval, others.Evidence + evidence, options, now),
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
    public void Written(NetworkCounters counters, long events, int afterEvents)
    {
        _fullWrites += events - _writtenEvents >= afterEvents ? 1 : 0;
        _writtenAt = counters.LastAt > _writtenAt ? counters.LastAt : _writtenAt;
        _writtenEvents = Math.Max(_writtenEvents, events);
    }

    /// <summary>
    /// Whether what was learned is to be added to the client's profile while the session goes on, and if so takes it for
    /// done: after so many writes of counters that had much to tell, so that it costs a share of theirs, and some time.
    /// </summary>
    public bool TakeUnrememberedIfDue(DateTimeOffset now, int afterWrites, TimeSpan notBefore)
    {
        var due = _fullWrites >= afterWrites && now - _rememberedAt >= notBefore;
        if (due)
        {
            Remembered(now, _events);
        }

        return due;
    }

    /// <summary>Notes that the client's profile knows of what was counted.</summary>
    public void Remembered(DateTimeOffset now, long events) => (_rememberedAt, _rememberedEvents, _fullWrites) = (now, events, 0);

    private NetworkCounters CountOf(TransferSample sample, TimeSpan? interval, DateTimeOffset now) => sample switch
    {
        { Source: TimeSource.Reported, Result: ChunkResult.Stored } =>
            Counters with { ReportedBytes = Counters.ReportedBytes + sample.Bytes },
        { Source: TimeSource.Reported } =>
            Counters with
            {
                ReportedFailed = Counters.ReportedFailed + sample.Times,
                ReportedLostBytes = Counters.ReportedLostBytes + sample.Bytes,
            },
        { Result: ChunkResult.Stored } => Counters with
        {
            Chunks = Counters.Chunks + 1,
            Bytes = Counters.Bytes + sample.Bytes,
            Retried = Counters.Retried + (sample.Attempt > 1 ? 1 : 0),
            ActiveBytes = Counters.ActiveBytes + (interval is null ? 0 : sample.Bytes),
            ActiveTime = Counters.ActiveTime + (interval ?? TimeSpan.Zero),
            LastAt = now > Counters.LastAt ? now : Counters.LastAt,
        },
        { Result: ChunkResult.Broken } => Counters with { Broken = Counters.Broken + 1, BrokenBytes = Counters.BrokenBytes + sample.Bytes },
        { Result: ChunkResult.Mismatched } => Counters with { Mismatched = Counters.Mismatched + 1 },
        { Result: ChunkResult.StorageFailed } => Counters with { StorageFailed = Counters.StorageFailed + 1 },
        _ => Counters with { Refused = Counters.Refused + 1 },
    };
}
