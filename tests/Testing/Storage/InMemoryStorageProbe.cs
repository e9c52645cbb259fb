using SmartTransfer.Core.Ports;

namespace SmartTransfer.Testing.Storage;

/// <summary>A probe that answers what it was told.</summary>
public sealed class InMemoryStorageProbe(StorageCalls calls) : IStorageProbe
{
    /// <summary>Why blobs cannot be reached; null when they can.</summary>
    public string? Blobs { get; set; }

    /// <summary>Why tables cannot be reached; null when they can.</summary>
    public string? Tables { get; set; }

    public Task<IReadOnlyDictionary<string, string?>> ProbeAsync(CancellationToken cancellationToken)
    {
        calls.Count(StorageOperation.Probe);
        return Task.FromResult<IReadOnlyDictionary<string, string?>>(
            new Dictionary<string, string?> { ["blobs"] = Blobs, ["tables"] = Tables });
    }
}
