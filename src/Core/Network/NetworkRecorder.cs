using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Telemetry;

namespace SmartTransfer.Core.Network;

/// <summary>
/// The network record of this instance: counts in memory, and writes a session's counters to the store seldom enough that
/// it costs less than 0.05 storage calls a chunk. What an instance that dies had not written is lost; it only served advice.
/// </summary>
public sealed class NetworkRecorder(
    INetworkCounterStore store,
    ClientMemory clients,
    InstanceName instance,
    NetworkOptions options,
    TransferMetrics metrics,
    TimeProvider clock)
{
    /// <summary>Shorter than any tombstone stands (<see cref="SweepOptions.TombstoneLifetime"/>).</summary>
    private static readonly TimeSpan StillActive = TimeSpan.FromMinutes(1);

    /// <summary>
    /// A long upload tells its client's profile after so many writes of its counters that had enough to tell: with up to 7
    /// storage calls for it, (1 + 7/12)/32 = 0.0495 calls a chunk at the defaults.
    /// </summary>
    private const int RememberAfterWrites = 12;

    /// <summary>And no sooner than this after the last time.</summary>
    private static readonly TimeSpan RememberNotBefore = TimeSpan.FromMinutes(10);

    private readonly SessionMeters _meters = new(instance, options);

    /// <summary>Where chunks are measured.</summary>
    internal TransferMetrics Metrics => metrics;

    /// <summary>Sessions that are held in memory.</summary>
    internal int TrackedSessions => _meters.Count;

    /// <summary>A chunk begins to come in. What is given back counts how it ends, and is to be disposed when it is answered.</summary>
    /// <param name="session">The session as it was last read.</param>
    /// <param name="dialect">By which protocol it comes.</param>
    /// <param name="streamed">Whether the body is read as it arrives, so that its time is the link's.</param>
    /// <param name="attempt">Attempt number of this chunk, from 1, as far as the client said.</param>
    public ChunkAttempt Begin(StoredSession session, Dialect dialect, bool streamed, int attempt = 1)
    {
        var now = clock.GetUtcNow();
        var meter = _meters.Of(session);
        lock (meter)
        {
            return new ChunkAttempt(this, session, dialect, meter, streamed, attempt, meter.Begin(now), clock);
        }
    }

    /// <summary>A body of any length begins to come in, which goes on where the upload stands.</summary>
    /// <param name="session">The session as it was last read.</param>
    /// <param name="announcedBytes">
    /// The body's announced length, in bytes; null where there is none, and hosts hand it on as it arrives.
    /// </param>
    /// <param name="isDigested">Whether the client sent a digest, so that all of it counts or nothing.</param>
    /// <param name="report">What the client says its attempts cost; null when it says nothing.</param>
    public void BeginBody(StoredSession session, long? announcedBytes, bool isDigested, TransferReport? report)
    {
        var meter = _meters.Of(session);
        lock (meter)
        {
            meter.Keeps = (announcedBytes is null || options.BodiesStream) && !isDigested;
        }

        Report(session, report);
    }

    /// <summary>
    /// A block of a body of any length is about to be staged, or such a body failed. Its times are measured, and do not tell
    /// how fast the link is.
    /// </summary>
    /// <param name="session">The session as it was last read.</param>
    /// <param name="dialect">By which protocol it comes.</param>
    /// <param name="received">What receiving the block took; null where no block was received.</param>
    public ChunkAttempt BeginBlock(StoredSession session, Dialect dialect, TimeSpan? received = null) =>
        new(this, session, dialect, received, clock);

    /// <summary>Measures and counts how an attempt ended.</summary>
    internal void Count(StoredSession session, Dialect dialect, TransferSample sample, string? code, ChunkTimes times)
    {
        metrics.ChunkEnded(dialect, sample.Result, sample.Bytes, code, times);
        Count(session, sample);
    }

    /// <summary>Counts an attempt, or what the client reports of several.</summary>
    /// <param name="session">The session as it was last read.</param>
    /// <param name="sample">How it ended, and what it took.</param>
    public void Count(StoredSession session, TransferSample sample)
    {
        var now = clock.GetUtcNow();
        var others = Others(session) + session.Session.KnownAtStart;
        var meter = _meters.Of(session);
        lock (meter)
        {
            meter.Count(sample, others, options, now);
        }
    }

    /// <summary>
    /// Counts what a client reports of its attempts. A report that cannot be true (<see cref="TransferReport.Implausibility"/>) is
    /// to be left out before.
    /// </summary>
    /// <param name="session">The session as it was last read.</param>
    /// <param name="report">The report; null when there is none.</param>
    public void Report(StoredSession session, TransferReport? report)
    {
        if (report is null)
        {
            return;
        }

        var meter = _meters.Of(session);
        lock (meter)
        {
            meter.Connections = report.Connections ?? meter.Connections;
        }

        foreach (var sample in SamplesOf.Report(report))
        {
            Count(session, sample);
        }
    }

    /// <summary>Counts a try of a storage call that failed and is tried again.</summary>
    public void CountRetry(UploadId id)
    {
        if (_meters.Find(id) is { } meter)
        {
            lock (meter)
            {
                meter.CountRetry(clock.GetUtcNow());
            }
        }
    }

    /// <summary>
    /// All that is known of a session's network: what was remembered of its client, what the other instances wrote, and what
    /// this one counted.
    /// </summary>
    public NetworkCounters Known(StoredSession session) => Counted(session) + session.Session.KnownAtStart;

    /// <summary>
    /// What was counted of a session: by the instances as far as this one knows, or, once it has ended, what was kept of that.
    /// </summary>
    public NetworkCounters Counted(StoredSession session) =>
        session.Session is { ClosedAt: not null, Counted: { } kept } ? kept.Sums : Learned(session);

    /// <summary>The same, each instance's by its name.</summary>
    public IReadOnlyDictionary<string, NetworkCounters> KnownByInstance(StoredSession session)
    {
        var own = Own(session);
        var known = session.CountersByInstance.ToDictionary();
        if (known.ContainsKey(instance.Value) || own != NetworkCounters.Zero)
        {
            known[instance.Value] = own;
        }

        return known;
    }

    /// <summary>A session as this instance last saw it when it counted for it; null when it does not remember.</summary>
    public StoredSession? LastSeen(UploadId id)
    {
        if (_meters.Find(id) is not { } meter)
        {
            return null;
        }

        lock (meter)
        {
            return meter.Session;
        }
    }

    /// <summary>When the session was last active, as far as this instance knows.</summary>
    public DateTimeOffset LastActivityAt(StoredSession session)
    {
        var own = Own(session).LastAt;
        return own > session.LastActivityAt ? own : session.LastActivityAt;
    }

    /// <summary>
    /// Writes the session's counters if that is due, and with them that the session is active now. To be called while a chunk
    /// is on its way.
    /// </summary>
    /// <remarks>Throws what the store throws; the counters then stay due.</remarks>
    public async Task WriteIfDueAsync(StoredSession session, CancellationToken cancellationToken)
    {
        var tenth = session.Session.Lifetime / 10;
        var notAfter = tenth < options.FlushNotAfter ? tenth : options.FlushNotAfter;
        var meter = _meters.Of(session);
        NetworkCounters? due;
        long events;
        lock (meter)
        {
            due = meter.TakeIfDue(clock.GetUtcNow(), options.FlushAfterChunks, options.FlushNotBefore, notAfter);
            events = meter.Events;
        }

        if (due is not null)
        {
            await WriteAsync(session.Session.Id, meter, due, events, cancellationToken);
            await RememberIfDueAsync(session, meter, cancellationToken);
        }
    }

    /// <summary>
    /// Adds what was learned in a session that has ended to its client's profile, if it has a client. Never throws. To be
    /// called once a session, by whoever ended it.
    /// </summary>
    /// <param name="session">The session as it was before it ended.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task RememberAsync(StoredSession session, CancellationToken cancellationToken) =>
        RememberAsync(session, ended: true, cancellationToken);

    /// <summary>Writes what is not written yet, and tells the clients' profiles; for an instance that is stopped properly.</summary>
    /// <remarks>
    /// Counters only of sessions that were active a moment ago: of others this instance does not know whether anything of
    /// them is kept, and a row that is written for a session that was swept away would stay for ever.
    /// </remarks>
    public async Task WriteAllAsync(CancellationToken cancellationToken)
    {
        foreach (var (id, meter) in _meters.All)
        {
            NetworkCounters? news;
            long events;
            lock (meter)
            {
                news = meter.HasNews && clock.GetUtcNow() - meter.TouchedAt < StillActive ? meter.Counters : null;
                events = meter.Events;
            }

            if (news is not null)
            {
                await WriteAsync(id, meter, news, events, cancellationToken);
            }
        }

        await RememberAllAsync(cancellationToken);
    }

    /// <summary>Forgets a session that has ended.</summary>
    public void Forget(UploadId id) => _meters.Forget(id);

    private async Task RememberIfDueAsync(StoredSession session, SessionMeter meter, CancellationToken cancellationToken)
    {
        bool due;
        lock (meter)
        {
            due = session.Session.Client is not null
                && meter.TakeUnrememberedIfDue(clock.GetUtcNow(), RememberAfterWrites, RememberNotBefore);
        }

        if (due)
        {
            await RememberAsync(session, ended: false, cancellationToken);
        }
    }

    /// <summary>The latest sessions first; no more of them once storage does not take one.</summary>
    private async Task RememberAllAsync(CancellationToken cancellationToken)
    {
        foreach (var (_, meter) in _meters.All.OrderByDescending(pair => pair.Value.TouchedAt).ToList())
        {
            StoredSession? session;
            lock (meter)
            {
                session = meter.HasUnremembered && meter.Session.Session.Client is not null ? meter.Session : null;
                meter.Remembered(clock.GetUtcNow(), meter.Events);
            }

            if (session is not null && !await RememberAsync(session, ended: false, cancellationToken))
            {
                return;
            }
        }
    }

    private async Task<bool> RememberAsync(StoredSession session, bool ended, CancellationToken cancellationToken)
    {
        var learned = Learned(session);
        if (session.Session.Client is not { } client || learned.Evidence.Attempts == 0)
        {
            return true;
        }

        return await clients.RememberAsync(client, learned, ended, cancellationToken);
    }

    private NetworkCounters Learned(StoredSession session) => Others(session) + Own(session);

    private NetworkCounters Others(StoredSession session) => session.CountersByInstance
        .Where(counted => counted.Key != instance.Value)
        .Aggregate(NetworkCounters.Zero, (sum, counted) => sum + counted.Value);

    private NetworkCounters Own(StoredSession session)
    {
        if (_meters.Find(session.Session.Id) is { } meter)
        {
            lock (meter)
            {
                return meter.Counters;
            }
        }

        return session.CountersByInstance.GetValueOrDefault(instance.Value, NetworkCounters.Zero);
    }

    private async Task WriteAsync(
        UploadId id, SessionMeter meter, NetworkCounters counters, long events, CancellationToken cancellationToken)
    {
        await store.WriteAsync(id, instance.Value, counters, cancellationToken);
        lock (meter)
        {
            meter.Written(counters, events, options.FlushAfterChunks);
        }
    }
}
