using SmartTransfer.Core.Ports;

namespace SmartTransfer.Testing.Storage;

/// <summary>The expiry index in memory.</summary>
internal sealed class InMemoryExpiryIndex(InMemoryGate gate) : IExpiryIndex
{
    private readonly SortedSet<ExpiryEntry> _entries = new(Comparer<ExpiryEntry>.Create(static (left, right) =>
        left.Hour.CompareTo(right.Hour) is not 0 and var byHour ? byHour : string.CompareOrdinal(left.Id.Value, right.Id.Value)));

    public IReadOnlyList<ExpiryEntry> Rows => [.. _entries];

    public Task FileAsync(ExpiryEntry entry, CancellationToken cancellationToken) =>
        gate.RunAsync(StorageOperation.FileExpiry, () => File(entry), cancellationToken);

    public Task<IReadOnlyList<ExpiryEntry>> ReadBeforeAsync(ExpiryHour hour, int limit, CancellationToken cancellationToken) =>
        gate.RunAsync<IReadOnlyList<ExpiryEntry>>(
            StorageOperation.ReadExpiries,
            () => [.. _entries.TakeWhile(entry => entry.Hour.CompareTo(hour) < 0).Take(limit)],
            cancellationToken);

    private void File(ExpiryEntry entry)
    {
        var opener = _entries.TryGetValue(entry, out var existing) ? existing.Opener : null;
        _entries.Remove(entry);
        _entries.Add(entry with { Opener = entry.Opener ?? opener });
    }

    public Task RemoveAsync(ExpiryEntry entry, CancellationToken cancellationToken) =>
        gate.RunAsync(StorageOperation.RemoveExpiry, () => { _entries.Remove(entry); }, cancellationToken);
}
