using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Testing.Storage;

/// <summary>Claims under sabotage.</summary>
internal sealed class FaultyClaims(IClaims inner, Saboteur saboteur) : IClaims
{
    public Task<Claim> AddAsync(Claim claim, CancellationToken cancellationToken) =>
        saboteur.RunAsync(StorageOperation.AddClaim, () => inner.AddAsync(claim, cancellationToken));

    public Task<Claim?> FindAsync(ClaimKey key, CancellationToken cancellationToken) =>
        saboteur.RunAsync(StorageOperation.FindClaim, () => inner.FindAsync(key, cancellationToken));

    public Task<Claim?> ReplaceAsync(Claim claim, CancellationToken cancellationToken) =>
        saboteur.RunAsync(StorageOperation.ReplaceClaim, () => inner.ReplaceAsync(claim, cancellationToken));

    public Task<bool> RemoveAsync(Claim claim, CancellationToken cancellationToken) =>
        saboteur.RunAsync(StorageOperation.RemoveClaim, () => inner.RemoveAsync(claim, cancellationToken));
}
