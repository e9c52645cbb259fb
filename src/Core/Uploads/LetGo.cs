using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Quotas;

namespace SmartTransfer.Core.Uploads;

/// <summary>
/// Lets go of what an upload held that has ended, or was never started: its place among its client's open uploads, the key under which it
/// was started once, the name of its blob, its place in the lists.
/// </summary>
public sealed class LetGo(IOpenUploads openUploads, IClaims claims, UploadListing listing, TimeProvider clock)
{
    /// <summary>Its place among the open uploads.</summary>
    internal Task OpenAsync(ExpiryEntry entry, CancellationToken cancellationToken) =>
        entry.Opener is { } opener ? openUploads.RemoveAsync(opener, entry.Id, cancellationToken) : Task.CompletedTask;

    /// <summary>What an upload held of which nothing was stored but its entry.</summary>
    /// <returns>False where an attempt of its start may be under way: then it is to be done later.</returns>
    internal async Task<bool> NeverStartedAsync(ExpiryEntry entry, CancellationToken cancellationToken)
    {
        // The key first: once it is gone nobody goes on with the upload, and nobody does to whom the rest may belong.
        foreach (var key in (ClaimKey?[])[entry.StartClaim, entry.NameClaim])
        {
            if (await FindAsync(entry.Id, key, cancellationToken) is { } held
                && (clock.GetUtcNow() < held.At + OpenSessions.StartTakes || !await claims.RemoveAsync(held, cancellationToken)))
            {
                return false;
            }
        }

        await OpenAsync(entry, cancellationToken);
        if (entry.Listed is { } place)
        {
            await listing.RemoveAsync(place, cancellationToken);
        }

        return true;
    }

    /// <summary>The claim of the key under which it was started. Null is none, and another's stays.</summary>
    internal async Task KeyAsync(UploadId id, ClaimKey? key, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, key, cancellationToken) is { } held)
        {
            await claims.RemoveAsync(held, cancellationToken);
        }
    }

    private async Task<Claim?> FindAsync(UploadId id, ClaimKey? key, CancellationToken cancellationToken) =>
        key is { } claimed && await claims.FindAsync(claimed, cancellationToken) is { } held && held.Upload == id ? held : null;
}
