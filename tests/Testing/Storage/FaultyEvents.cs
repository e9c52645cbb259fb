using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Testing.Storage;

/// <summary>The index of events and what was given up, under sabotage.</summary>
internal sealed class FaultyEvents(IEventIndex index, ISetAsideEvents setAside, Saboteur saboteur) : IEventIndex, ISetAsideEvents
{
    public Task<EventEntry> FileAsync(EventEntry entry, CancellationToken cancellationToken) =>
        saboteur.RunAsync(StorageOperation.FileEvent, () => index.FileAsync(entry, cancellationToken));

    public Task<EventEntry?> FindAsync(EventEntryKey key, CancellationToken cancellationToken) =>
        saboteur.RunAsync(StorageOperation.FindEvent, () => index.FindAsync(key, cancellationToken));

    public Task<IReadOnlyList<EventEntry>> ReadDueAsync(
        DateTimeOffset now, EventEntryKey? after, int limit, CancellationToken cancellationToken) =>
        saboteur.RunAsync(StorageOperation.ReadEvents, () => index.ReadDueAsync(now, after, limit, cancellationToken));

    public Task<bool> ReplaceAsync(EventEntry entry, CancellationToken cancellationToken) =>
        saboteur.RunAsync(StorageOperation.ReplaceEvent, () => index.ReplaceAsync(entry, cancellationToken));

    public Task RemoveAsync(IReadOnlyCollection<EventEntryKey> keys, CancellationToken cancellationToken) =>
        saboteur.RunAsync(StorageOperation.RemoveEvents, () => index.RemoveAsync(keys, cancellationToken));

    public Task AddAsync(SetAsideEvent aside, CancellationToken cancellationToken) =>
        saboteur.RunAsync(StorageOperation.SetEventAside, () => setAside.AddAsync(aside, cancellationToken));

    public Task<IReadOnlyList<SetAsideEvent>> ReadAsync(SetAsideEvent? after, int limit, CancellationToken cancellationToken) =>
        saboteur.RunAsync(StorageOperation.ReadEventsSetAside, () => setAside.ReadAsync(after, limit, cancellationToken));

    public Task RemoveAsync(SetAsideEvent aside, CancellationToken cancellationToken) =>
        saboteur.RunAsync(StorageOperation.RemoveEventSetAside, () => setAside.RemoveAsync(aside, cancellationToken));
}
