using System.Collections.Concurrent;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Core.Network;

/// <summary>
/// The network record of this instance: counts in memory, and writes a session's counters to the store seldom enough that
/// it costs less than 0.05 storage calls a chunk. What an instance that dies had not written is lost; it only served advice.
/// </summary>
public sealed class NetworkRecorder(INetworkCounterStore store, InstanceName instance, NetworkOptions options, TimeProvider clock)
{
    private readonly ConcurrentDictionary<UploadId, SessionMeter> _meters = new();

    /// <summary>Counts an attempt to send a chunk.</summary>
    /// <param name="session">The session as it was last read.</param>
    /// <param name="result">How the attempt ended.</param>
    /// <param name="bytes">The chunk's bytes, or those that had arrived.</param>
    public void Count(StoredSession session, ChunkResult result, long bytes)
    {
        var now = clock.GetUtcNow();
        var meter = _meters.GetOrAdd(session.Session.Id, static (_, last) => new SessionMeter(last), session.LastActivityAt);
        lock (meter)
        {
            meter.Count(result, bytes, now);
        }

        if (_meters.Count > options.MaxTrackedSessions)
        {
            Forget();
        }
    }

    /// <summary>Counts a try of a storage call that failed and is tried again.</summary>
    public void CountRetry(UploadId id)
    {
        if (_meters.TryGetValue(id, out var meter))
        {
            lock (meter)
            {
                meter.CountRetry(clock.GetUtcNow());
            }
        }
    }

    /// <summary>All that is known of a session's network: what the other instances wrote, and what this one counted.</summary>
    public NetworkCounters Known(StoredSession session)
    {
        var known = session.CountersByInstance
            .Where(counted => counted.Key != instance.Value)
            .Aggregate(NetworkCounters.Zero, (sum, counted) => sum + counted.Value);
        return known + Own(session);
    }

    /// <summary>When the session was last active, as far as this instance knows.</summary>
    public DateTimeOffset LastActivityAt(StoredSession session)
    {
        var own = Own(session).LastAt;
        return own > session.LastActivityAt ? own : session.LastActivityAt;
    }

    /// <summary>Writes the session's counters if that is due. Throws what the store throws; the news are then written with the next ones.</summary>
    public Task WriteIfDueAsync(UploadSession session, CancellationToken cancellationToken)
    {
        if (!_meters.TryGetValue(session.Id, out var meter))
        {
            return Task.CompletedTask;
        }

        var tenth = session.Lifetime / 10;
        var notAfter = tenth < options.FlushNotAfter ? tenth : options.FlushNotAfter;
        NetworkCounters? due;
        lock (meter)
        {
            due = meter.TakeIfDue(clock.GetUtcNow(), options.FlushAfterChunks, options.FlushNotBefore, notAfter);
        }

        return due is null ? Task.CompletedTask : store.WriteAsync(session.Id, instance.Value, due, cancellationToken);
    }

    /// <summary>Writes all counters that are not written yet; for an instance that stops in good order.</summary>
    public async Task WriteAllAsync(CancellationToken cancellationToken)
    {
        foreach (var (id, meter) in _meters)
        {
            NetworkCounters? news;
            lock (meter)
            {
                news = meter.HasNews ? meter.Take(clock.GetUtcNow()) : null;
            }

            if (news is not null)
            {
                await store.WriteAsync(id, instance.Value, news, cancellationToken);
            }
        }
    }

    /// <summary>Forgets a session that has ended.</summary>
    public void Forget(UploadId id) => _meters.TryRemove(id, out _);

    private NetworkCounters Own(StoredSession session)
    {
        if (_meters.TryGetValue(session.Session.Id, out var meter))
        {
            lock (meter)
            {
                return meter.Counters;
            }
        }

        return session.CountersByInstance.GetValueOrDefault(instance.Value, NetworkCounters.Zero);
    }

    private void Forget()
    {
        foreach (var (id, _) in _meters.OrderBy(pair => pair.Value.TouchedAt).Take(Math.Max(1, options.MaxTrackedSessions / 10)).ToList())
        {
            _meters.TryRemove(id, out _);
        }
    }
}
