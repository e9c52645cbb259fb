using System.Globalization;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Testing.Storage;

/// <summary>The expiry index in memory.</summary>
internal sealed class InMemoryExpiryIndex(InMemoryGate gate, TimeProvider clock) : IExpiryIndex
{
    private readonly SortedSet<ExpiryEntry> _entries = new(Comparer<ExpiryEntry>.Create(static (left, right) =>
        left.Hour.CompareTo(right.Hour) is not 0 and var byHour ? byHour : string.CompareOrdinal(left.Id.Value, right.Id.Value)));

    private long _versions;

    /// <summary>What is filed, without what the store alone knows of it.</summary>
    public IReadOnlyList<ExpiryEntry> Rows => [.. _entries.Select(entry => entry with { FiledAt = default, Version = null })];

    public Task<ExpiryEntry> FileAsync(ExpiryEntry entry, CancellationToken cancellationToken) =>
        gate.RunAsync(StorageOperation.FileExpiry, () => File(entry), cancellationToken);

    public Task<ExpiryEntry?> TryFileAgainAsync(ExpiryEntry entry, CancellationToken cancellationToken) => gate.RunAsync(
        StorageOperation.FileExpiry,
        () => _entries.TryGetValue(entry, out var existing) && entry.Version == existing.Version ? File(entry) : (ExpiryEntry?)null,
        cancellationToken);

    public Task<IReadOnlyList<ExpiryEntry>> ReadAsync(
        ExpiryHour first, ExpiryHour beyond, int limit, CancellationToken cancellationToken) =>
        gate.RunAsync<IReadOnlyList<ExpiryEntry>>(
            StorageOperation.ReadExpiries,
            () => [.. _entries.Where(entry => entry.Hour.CompareTo(first) >= 0 && entry.Hour.CompareTo(beyond) < 0).Take(limit)],
            cancellationToken);

    public Task RemoveAsync(ExpiryEntry entry, CancellationToken cancellationToken) =>
        gate.RunAsync(StorageOperation.RemoveExpiry, () => Remove(entry), cancellationToken);

    private ExpiryEntry File(ExpiryEntry entry)
    {
        _entries.TryGetValue(entry, out var existing);
        var version = (++_versions).ToString(CultureInfo.InvariantCulture);
        _entries.Remove(entry);
        _entries.Add(entry with
        {
            Opener = entry.Opener ?? existing.Opener,
            NameClaim = entry.NameClaim ?? existing.NameClaim,
            StartClaim = entry.StartClaim ?? existing.StartClaim,
            Listed = entry.Listed ?? existing.Listed,
            FiledAt = clock.GetUtcNow(),
            Version = version,
        });
        return entry with { Version = version };
    }

    private void Remove(ExpiryEntry entry)
    {
        if (_entries.TryGetValue(entry, out var existing) && (entry.Version is null || entry.Version == existing.Version))
        {
            _entries.Remove(existing);
        }
    }
}
