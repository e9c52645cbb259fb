using SmartTransfer.Core.Ports;

namespace SmartTransfer.Testing.Storage;

/// <summary>The expiry index under sabotage.</summary>
internal sealed class FaultyExpiryIndex(IExpiryIndex inner, Saboteur saboteur) : IExpiryIndex
{
    public Task<ExpiryEntry> FileAsync(ExpiryEntry entry, CancellationToken cancellationToken) =>
        saboteur.RunAsync(StorageOperation.FileExpiry, () => inner.FileAsync(entry, cancellationToken));

    public Task<ExpiryEntry?> TryFileAgainAsync(ExpiryEntry entry, CancellationToken cancellationToken) =>
        saboteur.RunAsync(StorageOperation.FileExpiry, () => inner.TryFileAgainAsync(entry, cancellationToken));

    public Task<IReadOnlyList<ExpiryEntry>> ReadAsync(
        ExpiryHour first, ExpiryHour beyond, int limit, CancellationToken cancellationToken) =>
        saboteur.RunAsync(StorageOperation.ReadExpiries, () => inner.ReadAsync(first, beyond, limit, cancellationToken));

    public Task RemoveAsync(ExpiryEntry entry, CancellationToken cancellationToken) =>
        saboteur.RunAsync(StorageOperation.RemoveExpiry, () => inner.RemoveAsync(entry, cancellationToken));
}
