using System.Collections.Concurrent;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Core.Uploads;

/// <summary>Remembers sessions for a few seconds, so that a chunk costs no look-up. Bounded; what changes a session on this instance forgets it here.</summary>
public sealed class SessionCache(ISessionStore store, SessionOptions options, TimeProvider clock)
{
    private readonly ConcurrentDictionary<UploadId, Entry> _entries = new();

    /// <summary>Sessions that are remembered.</summary>
    internal int Count => _entries.Count;

    /// <summary>The session as it was at most <see cref="SessionOptions.CacheLifetime"/> ago; null when there is none (which is not remembered).</summary>
    public async Task<StoredSession?> FindAsync(UploadId id, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (_entries.TryGetValue(id, out var entry) && now < entry.FreshUntil)
        {
            return entry.Session;
        }

        var found = await store.FindAsync(id, cancellationToken);
        if (found is null)
        {
            _entries.TryRemove(id, out _);
            return null;
        }

        if (_entries.Count >= options.CacheEntries)
        {
            MakeRoom(now);
        }

        _entries[id] = new Entry(found, now + options.CacheLifetime);
        return found;
    }

    /// <summary>Forgets a session.</summary>
    public void Forget(UploadId id) => _entries.TryRemove(id, out _);

    private void MakeRoom(DateTimeOffset now)
    {
        foreach (var (id, entry) in _entries)
        {
            if (entry.FreshUntil <= now)
            {
                _entries.TryRemove(id, out _);
            }
        }

        // All are fresh: drop any tenth. They are read again when they are needed.
        if (_entries.Count >= options.CacheEntries)
        {
            foreach (var id in _entries.Keys.Take((options.CacheEntries / 10) + 1))
            {
                _entries.TryRemove(id, out _);
            }
        }
    }

    private sealed record Entry(StoredSession Session, DateTimeOffset FreshUntil);
}
