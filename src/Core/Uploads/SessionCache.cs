using System.Collections.Concurrent;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Uploads;

/// <summary>
/// Remembers sessions for a few seconds, so that a chunk costs no look-up. Bounded; what changes a session on this instance
/// forgets it here.
/// </summary>
public sealed class SessionCache(ISessionStore store, SessionOptions options, TimeProvider clock)
{
    private static readonly TimeSpan LongestAbsence = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<UploadId, Entry> _entries = new();
    private readonly ConcurrentDictionary<UploadId, Lazy<Task<StoredSession?>>> _readings = new();

    /// <summary>Sessions that are remembered.</summary>
    internal int Count => _entries.Count;

    /// <summary>
    /// The session as it was at most <see cref="SessionOptions.CacheLifetime"/> ago; null if there is none. That is remembered too, for
    /// a moment: ids are drawn at random, so nobody asks for one before it is there.
    /// Chunks of one upload that arrive together, from several connections, read it once and share what comes back, a fault as well.
    /// </summary>
    /// <param name="id">The upload.</param>
    /// <param name="cancellationToken">Ends the caller's wait; the reading goes on for the others.</param>
    public Task<StoredSession?> FindAsync(UploadId id, CancellationToken cancellationToken)
    {
        if (_entries.TryGetValue(id, out var entry) && clock.GetUtcNow() < entry.FreshUntil)
        {
            return Task.FromResult(entry.Session);
        }

        var reading = _readings.GetOrAdd(id, static (id, cache) => cache.NewReading(id), this);
        return reading.Value.WaitAsync(cancellationToken);
    }

    /// <summary>The same, with the session named for use by this request where it was read for it, after it had come.</summary>
    /// <returns>
    /// The session; null when there is none. And the name of the upload, which carries the session if it was read just now.
    /// </returns>
    public async Task<(StoredSession? Found, NamedUpload Upload)> NameAsync(UploadId id, CancellationToken cancellationToken)
    {
        if (_entries.TryGetValue(id, out var entry) && clock.GetUtcNow() < entry.FreshUntil)
        {
            return (entry.Session, id);
        }

        var mine = NewReading(id);
        var reading = _readings.GetOrAdd(id, mine);
        var found = await reading.Value.WaitAsync(cancellationToken);
        return (found, reading == mine ? new NamedUpload(id, found) : id);
    }

    /// <summary>Forgets a session, and what is being read of it: that may be older than what made it stale.</summary>
    public void Forget(UploadId id)
    {
        _readings.TryRemove(id, out _);
        _entries.TryRemove(id, out _);
    }

    private Lazy<Task<StoredSession?>> NewReading(UploadId id)
    {
        Lazy<Task<StoredSession?>>? reading = null;
        reading = new Lazy<Task<StoredSession?>>(() => ReadAsync(id, reading!));
        return reading;
    }

    private async Task<StoredSession?> ReadAsync(UploadId id, Lazy<Task<StoredSession?>> reading)
    {
        var now = clock.GetUtcNow();
        try
        {
            // No caller's token: what one of them gives up is still wanted by the others. The store's own pipeline bounds it.
            var found = await store.FindAsync(id, CancellationToken.None);
            Remember(id, found, now, reading);
            return found;
        }
        finally
        {
            _readings.TryRemove(new(id, reading));
        }
    }

    private void Remember(UploadId id, StoredSession? found, DateTimeOffset now, Lazy<Task<StoredSession?>> reading)
    {
        if (_entries.Count >= options.CacheEntries)
        {
            // What does not exist pushes nothing out that does.
            if (found is null)
            {
                return;
            }

            MakeRoom(now);
        }

        var fresh = found is null && options.CacheLifetime > LongestAbsence ? LongestAbsence : options.CacheLifetime;
        _entries[id] = new Entry(found, now + fresh);

        // It was forgotten meanwhile, so what was read may be stale.
        if (!_readings.TryGetValue(id, out var current) || current != reading)
        {
            _entries.TryRemove(id, out _);
        }
    }

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

    private sealed record Entry(StoredSession? Session, DateTimeOffset FreshUntil);
}
