using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Links;

namespace SmartTransfer.Core.Ports;

/// <summary>
/// Keeps what is remembered of each client's network. Every method throws <see cref="StorageUnavailableException"/> when trying
/// again may help.
/// </summary>
public interface INetworkProfileStore
{
    /// <summary>Reads a client's profile; null when nothing is remembered of it.</summary>
    Task<NetworkProfile?> FindAsync(ClientKey client, CancellationToken cancellationToken);

    /// <summary>Adds a profile that has no <see cref="NetworkProfile.Version"/>, or replaces the one of that version.</summary>
    /// <returns>False when another write came first, or the profile is gone: read it again.</returns>
    Task<bool> WriteAsync(NetworkProfile profile, CancellationToken cancellationToken);

    /// <summary>
    /// Removes a profile if its version is still <see cref="NetworkProfile.Version"/>. Removing what is not there is success.
    /// </summary>
    /// <returns>False when another write came first.</returns>
    Task<bool> RemoveAsync(NetworkProfile profile, CancellationToken cancellationToken);
}
