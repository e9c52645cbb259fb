using System.Collections.Concurrent;

namespace SmartTransfer.Testing.Storage;

/// <summary>Counts calls of storage ports, by operation.</summary>
public sealed class StorageCalls
{
    private readonly ConcurrentDictionary<StorageOperation, int> _counts = new();

    /// <summary>Calls of all operations.</summary>
    public int Total => _counts.Values.Sum();

    /// <summary>The operations that were called, and how often.</summary>
    public IReadOnlyDictionary<StorageOperation, int> ByOperation => new SortedDictionary<StorageOperation, int>(_counts);

    /// <summary>Calls of one operation.</summary>
    public int Of(StorageOperation operation) => _counts.GetValueOrDefault(operation);

    /// <summary>Begins again at zero.</summary>
    public void Reset() => _counts.Clear();

    public override string ToString() => string.Join(", ", ByOperation.Select(count => $"{count.Key} {count.Value}"));

    internal void Count(StorageOperation operation) => _counts.AddOrUpdate(operation, 1, static (_, count) => count + 1);
}
