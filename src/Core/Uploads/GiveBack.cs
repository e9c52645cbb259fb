using SmartTransfer.Core.Ports;

namespace SmartTransfer.Core.Uploads;

/// <summary>Gives a claim back of an upload that is not started after all.</summary>
internal static class GiveBack
{
    /// <summary>Does it, and throws nothing that storage does: what became of the start counts, and the sweep does it again.</summary>
    /// <returns>Whether it is gone, as <see cref="IClaims.RemoveAsync"/> says; false where storage did not answer.</returns>
    public static async Task<bool> TryRemoveAsync(this IClaims claims, Claim held, CancellationToken cancellationToken)
    {
        try
        {
            return await claims.RemoveAsync(held, cancellationToken);
        }
        catch (StorageUnavailableException)
        {
            return false;
        }
    }
}
