using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Uploads;

/// <summary>
/// Lets go of what an upload held that has ended, or was never started: its place among its client's open uploads, the key under which it
/// was started once, the name of its blob, its place in the lists.
/// </summary>
public sealed class LetGo(IOpenUploads openUploads, IClaims claims, UploadListing listing)
{
    /// <summary>Its place among the open uploads.</summary>
    internal Task OpenAsync(ExpiryEntry entry, CancellationToken cancellationToken) =>
        entry.Opener is { } opener ? openUploads.RemoveAsync(opener, entry.Id, cancellationToken) : Task.CompletedTask;

    /// <summary>What an upload held of which nothing was stored but its entry.</summary>
    internal async Task NeverStartedAsync(ExpiryEntry entry, CancellationToken cancellationToken)
    {
        await ClaimAsync(entry.Id, entry.StartClaim, cancellationToken);
        await ClaimAsync(entry.Id, entry.NameClaim, cancellationToken);
        if (entry.Listed is { } place)
        {
            await listing.RemoveAsync(place, cancellationToken);
        }
    }

    /// <summary>A claim: of the key under which it was started, or of its blob's name. Null is none, and another's stays.</summary>
    internal async Task ClaimAsync(UploadId id, ClaimKey? key, CancellationToken cancellationToken)
    {
        if (key is { } claimed && await claims.FindAsync(claimed, cancellationToken) is { } held && held.Upload == id)
        {
            await claims.RemoveAsync(held, cancellationToken);
        }
    }
}
