using SmartTransfer.Core.Identity;

namespace SmartTransfer.Core.Ports;

/// <summary>
/// Holds what only one upload can have at a time: who comes first has it. Every method throws <see cref="StorageUnavailableException"/>
/// when trying again may help.
/// </summary>
public interface IClaims
{
    /// <summary>Claims something, unless it is claimed.</summary>
    /// <returns>The claim that holds, with its version: this one, or the one that came before.</returns>
    Task<Claim> AddAsync(Claim claim, CancellationToken cancellationToken);

    /// <summary>Reads a claim; null when there is none.</summary>
    Task<Claim?> FindAsync(ClaimKey key, CancellationToken cancellationToken);

    /// <summary>Writes a claim over the version that was read.</summary>
    /// <returns>The claim with its new version; null when another write came first, or it is gone: read it again.</returns>
    Task<Claim?> ReplaceAsync(Claim claim, CancellationToken cancellationToken);

    /// <summary>Removes a claim as it was read: one that was written since then stays.</summary>
    /// <returns>True when it is gone, also where it was not there; false where another write came first.</returns>
    Task<bool> RemoveAsync(Claim claim, CancellationToken cancellationToken);
}
