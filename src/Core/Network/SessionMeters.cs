using System.Collections.Concurrent;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Network;

/// <summary>
/// The meters of the sessions that this instance has seen last. Of too many it forgets those that were touched longest ago.
/// </summary>
internal sealed class SessionMeters(InstanceName instance, NetworkOptions options)
{
    private readonly ConcurrentDictionary<UploadId, SessionMeter> _meters = new();

    /// <summary>How many there are.</summary>
    public int Count => _meters.Count;

    /// <summary>All of them, by their uploads.</summary>
    public IEnumerable<KeyValuePair<UploadId, SessionMeter>> All => _meters;

    /// <summary>The meter of an upload; null where there is none.</summary>
    public SessionMeter? Find(UploadId id) => _meters.GetValueOrDefault(id);

    /// <summary>The meter of a session, which from now on remembers the session as it is given here.</summary>
    public SessionMeter Of(StoredSession session)
    {
        if (Find(session.Session.Id) is { } known)
        {
            lock (known)
            {
                known.Session = session;
            }

            return known;
        }

        if (_meters.Count >= options.MaxTrackedSessions)
        {
            ForgetOldest();
        }

        var counted = session.CountersByInstance.GetValueOrDefault(instance.Value, NetworkCounters.Zero);
        return _meters.GetOrAdd(session.Session.Id, new SessionMeter(session, counted));
    }

    /// <summary>Forgets the meter of an upload.</summary>
    public void Forget(UploadId id) => _meters.TryRemove(id, out _);

    private void ForgetOldest()
    {
        foreach (var (id, _) in _meters.OrderBy(pair => pair.Value.TouchedAt).Take(Math.Max(1, options.MaxTrackedSessions / 10)).ToList())
        {
            Forget(id);
        }
    }
}
