using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Resilience;

/// <summary>
/// An index of events whose calls are tried again. A replacement whose answer was lost then looks as if it had lost a race; the entry is
/// read again in its time.
/// </summary>
public sealed class ResilientEventIndex(IEventIndex inner, StoragePipeline pipeline) : IEventIndex
{
    /// <inheritdoc/>
    public Task<EventEntry> FileAsync(EventEntry entry, CancellationToken cancellationToken) =>
        pipeline.RunAsync("file event", entry.Key.Upload, token => inner.FileAsync(entry, token), cancellationToken);

    /// <inheritdoc/>
    public Task<EventEntry?> FindAsync(EventEntryKey key, CancellationToken cancellationToken) =>
        pipeline.RunAsync("find event", key.Upload, token => inner.FindAsync(key, token), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<EventEntry>> ReadDueAsync(
        DateTimeOffset now, EventEntryKey? after, int limit, CancellationToken cancellationToken) =>
        pipeline.RunAsync("read events", null, token => inner.ReadDueAsync(now, after, limit, token), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> ReplaceAsync(EventEntry entry, CancellationToken cancellationToken) =>
        pipeline.RunAsync("replace event", entry.Key.Upload, token => inner.ReplaceAsync(entry, token), cancellationToken);

    /// <inheritdoc/>
    public Task RemoveAsync(IReadOnlyCollection<EventEntryKey> keys, CancellationToken cancellationToken) =>
        pipeline.RunAsync("remove events", null, token => inner.RemoveAsync(keys, token), cancellationToken);
}
