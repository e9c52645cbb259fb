using System.Collections.Concurrent;
using SmartTransfer.Core.Events;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Storm.Hosts;

/// <summary>
/// Stretches the times of entries of events. The service relies on how long a delivery and a write take, which here are as slow as ever,
/// while the calendar runs fast: so entries age slower than it, and the pauses before them are longer.
/// </summary>
/// <param name="inner">The index, whose times are those of the calendar.</param>
/// <param name="calendar">The calendar of the storm.</param>
internal sealed class FastEventIndex(IEventIndex inner, TimeProvider calendar) : IEventIndex
{
    // The minute that is left to whoever made an event due lasts 6 s here: longer than a try, and than an instance collects what it has
    // delivered. The 15 minutes after which no write is under way any more last 90 s.
    private const int Stretch = 60;

    // Its age is no good to be counted in by, because the calendar moves on between reading and replacing.
    private readonly ConcurrentDictionary<EventEntryKey, DateTimeOffset> _filedAt = new();

    /// <inheritdoc/>
    public async Task<EventEntry> FileAsync(EventEntry entry, CancellationToken cancellationToken)
    {
        var filed = await inner.FileAsync(entry with { DueAt = Stored(entry.DueAt) }, cancellationToken);
        _filedAt[entry.Key] = entry.FiledAt;

        // Whoever filed it keeps it without reading it again, and gives it to a later event for half of the first minute.
        return filed with { DueAt = entry.DueAt, FiledAt = entry.FiledAt + (EventOutbox.Grace / 2 * (Stretch - 1)) };
    }

    /// <inheritdoc/>
    public async Task<EventEntry?> FindAsync(EventEntryKey key, CancellationToken cancellationToken) =>
        await inner.FindAsync(key, cancellationToken) is { } entry ? Read(entry) : null;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<EventEntry>> ReadDueAsync(
        DateTimeOffset now, EventEntryKey? after, int limit, CancellationToken cancellationToken) =>
        [.. (await inner.ReadDueAsync(now, after, limit, cancellationToken)).Select(Read)];

    /// <inheritdoc/>
    public Task<bool> ReplaceAsync(EventEntry entry, CancellationToken cancellationToken) => inner.ReplaceAsync(
        entry with { DueAt = Stored(entry.DueAt), FiledAt = _filedAt.GetValueOrDefault(entry.Key, entry.FiledAt) }, cancellationToken);

    /// <inheritdoc/>
    public Task RemoveAsync(IReadOnlyCollection<EventEntryKey> keys, CancellationToken cancellationToken) =>
        inner.RemoveAsync(keys, cancellationToken);

    private EventEntry Read(EventEntry entry)
    {
        _filedAt[entry.Key] = entry.FiledAt;
        var now = calendar.GetUtcNow();
        return entry with { FiledAt = now + ((entry.FiledAt - now) / Stretch), DueAt = now + ((entry.DueAt - now) / Stretch) };
    }

    private DateTimeOffset Stored(DateTimeOffset dueAt)
    {
        var now = calendar.GetUtcNow();
        return now + ((dueAt - now) * Stretch);
    }
}
