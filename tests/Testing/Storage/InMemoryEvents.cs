using System.Globalization;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Testing.Storage;

/// <summary>The index of events that are due, and what was given up, in memory.</summary>
internal sealed class InMemoryEvents(InMemoryGate gate) : IEventIndex, ISetAsideEvents
{
    private readonly SortedDictionary<EventEntryKey, EventEntry> _entries = new(Comparer<EventEntryKey>.Create(Compare));
    private readonly SortedDictionary<string, SetAsideEvent> _aside = new(StringComparer.Ordinal);
    private long _versions;

    public IReadOnlyList<EventEntry> Entries => [.. _entries.Values];

    public IReadOnlyList<SetAsideEvent> Aside => [.. _aside.Values];

    public Task<EventEntry> FileAsync(EventEntry entry, CancellationToken cancellationToken) =>
        gate.RunAsync(StorageOperation.FileEvent, () => Write(entry), cancellationToken);

    public Task<EventEntry?> FindAsync(EventEntryKey key, CancellationToken cancellationToken) =>
        gate.RunAsync(StorageOperation.FindEvent, () => _entries.GetValueOrDefault(key), cancellationToken);

    public Task<IReadOnlyList<EventEntry>> ReadDueAsync(
        DateTimeOffset now, EventEntryKey? after, int limit, CancellationToken cancellationToken) =>
        gate.RunAsync<IReadOnlyList<EventEntry>>(
            StorageOperation.ReadEvents,
            () => [.. _entries.Values
                .Where(entry => entry.DueAt <= now && (after is not { } key || Compare(entry.Key, key) > 0))
                .Take(limit)],
            cancellationToken);

    public Task<bool> ReplaceAsync(EventEntry entry, CancellationToken cancellationToken)
    {
        var version = entry.Version
            ?? throw new ArgumentException($"Entry {entry.Key} was never filed, so it has no version to replace.", nameof(entry));
        return gate.RunAsync(
            StorageOperation.ReplaceEvent,
            () => _entries.TryGetValue(entry.Key, out var existing) && existing.Version == version && Write(entry) is not null,
            cancellationToken);
    }

    public Task RemoveAsync(IReadOnlyCollection<EventEntryKey> keys, CancellationToken cancellationToken) =>
        gate.RunAsync(
            StorageOperation.RemoveEvents,
            () =>
            {
                foreach (var key in keys)
                {
                    _entries.Remove(key);
                }
            },
            cancellationToken);

    public Task AddAsync(SetAsideEvent aside, CancellationToken cancellationToken) =>
        gate.RunAsync(StorageOperation.SetEventAside, () => _aside[RowOf(aside)] = aside, cancellationToken);

    public Task<IReadOnlyList<SetAsideEvent>> ReadAsync(SetAsideEvent? after, int limit, CancellationToken cancellationToken) =>
        gate.RunAsync<IReadOnlyList<SetAsideEvent>>(
            StorageOperation.ReadEventsSetAside,
            () => [.. _aside
                .Where(row => after is null || string.CompareOrdinal(row.Key, RowOf(after)) > 0)
                .Select(row => row.Value)
                .Take(limit)],
            cancellationToken);

    public Task RemoveAsync(SetAsideEvent aside, CancellationToken cancellationToken) =>
        gate.RunAsync(StorageOperation.RemoveEventSetAside, () => _aside.Remove(RowOf(aside)), cancellationToken);

    private static string RowOf(SetAsideEvent aside) => $"{aside.Message.Id}~{aside.Sink}";

    private static int Compare(EventEntryKey left, EventEntryKey right) => string.CompareOrdinal(Text(left), Text(right));

    private static string Text(EventEntryKey key) =>
        string.Create(CultureInfo.InvariantCulture, $"{key.Instance} {key.Upload.Value}-{key.Number}");

    private EventEntry Write(EventEntry entry) =>
        _entries[entry.Key] = entry with { Version = (++_versions).ToString(CultureInfo.InvariantCulture) };
}
