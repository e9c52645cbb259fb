using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Core.Resilience;

/// <summary>Claims whose calls are tried again.</summary>
public sealed class ResilientClaims(IClaims inner, StoragePipeline pipeline) : IClaims
{
    /// <inheritdoc/>
    public Task<Claim> AddAsync(Claim claim, CancellationToken cancellationToken) =>
        pipeline.RunAsync("add claim", null, token => inner.AddAsync(claim, token), cancellationToken);

    /// <inheritdoc/>
    public Task<Claim?> FindAsync(ClaimKey key, CancellationToken cancellationToken) =>
        pipeline.RunAsync("find claim", null, token => inner.FindAsync(key, token), cancellationToken);

    /// <inheritdoc/>
    /// <remarks>
    /// A write whose answer was lost makes the next try lose to itself: the caller then reads the claim again, and finds it its own.
    /// </remarks>
    public Task<Claim?> ReplaceAsync(Claim claim, CancellationToken cancellationToken) =>
        pipeline.RunAsync("replace claim", null, token => inner.ReplaceAsync(claim, token), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> RemoveAsync(Claim claim, CancellationToken cancellationToken) =>
        pipeline.RunAsync("remove claim", null, token => inner.RemoveAsync(claim, token), cancellationToken);
}
