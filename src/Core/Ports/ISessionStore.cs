using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Ports;

/// <summary>Keeps upload sessions. Every method throws <see cref="StorageUnavailableException"/> when trying again may help.</summary>
public interface ISessionStore
{
    /// <summary>Adds a new session. Adding the very same session again (after a lost answer) is success.</summary>
    /// <returns>The session with its version.</returns>
    /// <exception cref="SessionExistsException">Another session is stored under this id.</exception>
    Task<UploadSession> AddAsync(UploadSession session, CancellationToken cancellationToken);

    /// <summary>Reads a session and all instances' counters in one partition query; null when there is none.</summary>
    Task<StoredSession?> FindAsync(UploadId id, CancellationToken cancellationToken);

    /// <summary>Replaces a session if its version is still <see cref="UploadSession.Version"/>.</summary>
    /// <returns>The session with its new version, or null when another write came first or the session is gone: read it again.</returns>
    Task<UploadSession?> ReplaceAsync(UploadSession session, CancellationToken cancellationToken);

    /// <summary>Removes a session and all its counters. Removing what is not there is success.</summary>
    Task RemoveAsync(UploadId id, CancellationToken cancellationToken);
}
