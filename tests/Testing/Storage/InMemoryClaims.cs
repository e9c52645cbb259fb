using System.Globalization;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Testing.Storage;

/// <summary>Claims in memory.</summary>
internal sealed class InMemoryClaims(InMemoryGate gate) : IClaims
{
    private readonly Dictionary<ClaimKey, Claim> _claims = [];
    private long _writes;

    public IReadOnlyList<Claim> Rows => [.. _claims.Values];

    public Task<Claim> AddAsync(Claim claim, CancellationToken cancellationToken) =>
        gate.RunAsync(
            StorageOperation.AddClaim, () => _claims.TryGetValue(claim.Key, out var held) ? held : Write(claim), cancellationToken);

    public Task<Claim?> FindAsync(ClaimKey key, CancellationToken cancellationToken) =>
        gate.RunAsync(StorageOperation.FindClaim, () => _claims.GetValueOrDefault(key), cancellationToken);

    public Task<Claim?> ReplaceAsync(Claim claim, CancellationToken cancellationToken)
    {
        _ = claim.Version ?? throw new ArgumentException("The claim was never read.", nameof(claim));
        return gate.RunAsync(StorageOperation.ReplaceClaim, () => IsAsRead(claim) ? Write(claim) : null, cancellationToken);
    }

    public Task<bool> RemoveAsync(Claim claim, CancellationToken cancellationToken)
    {
        _ = claim.Version ?? throw new ArgumentException("The claim was never read.", nameof(claim));
        return gate.RunAsync(StorageOperation.RemoveClaim, () => Remove(claim), cancellationToken);
    }

    private bool IsAsRead(Claim claim) => _claims.GetValueOrDefault(claim.Key)?.Version == claim.Version;

    private bool Remove(Claim claim) => !_claims.ContainsKey(claim.Key) || (IsAsRead(claim) && _claims.Remove(claim.Key));

    private Claim Write(Claim claim) =>
        _claims[claim.Key] = claim with { Version = string.Create(CultureInfo.InvariantCulture, $"\"{++_writes}\"") };
}
