using SmartTransfer.Core.Ports;

namespace SmartTransfer.Core.Resilience;

/// <summary>An expiry index whose calls are tried again.</summary>
public sealed class ResilientExpiryIndex(IExpiryIndex inner, StoragePipeline pipeline) : IExpiryIndex
{
    /// <inheritdoc/>
    public Task<ExpiryEntry> FileAsync(ExpiryEntry entry, CancellationToken cancellationToken) =>
        pipeline.RunAsync("file expiry", entry.Id, token => inner.FileAsync(entry, token), cancellationToken);

    /// <inheritdoc/>
    public Task<ExpiryEntry?> TryFileAgainAsync(ExpiryEntry entry, CancellationToken cancellationToken) =>
        pipeline.RunAsync("file expiry again", entry.Id, token => inner.TryFileAgainAsync(entry, token), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ExpiryEntry>> ReadAsync(
        ExpiryHour first, ExpiryHour beyond, int limit, CancellationToken cancellationToken) =>
        pipeline.RunAsync("read expiries", null, token => inner.ReadAsync(first, beyond, limit, token), cancellationToken);

    /// <inheritdoc/>
    public Task RemoveAsync(ExpiryEntry entry, CancellationToken cancellationToken) =>
        pipeline.RunAsync("remove expiry", entry.Id, token => inner.RemoveAsync(entry, token), cancellationToken);
}
