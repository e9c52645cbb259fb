using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Ports;

/// <summary>Reads committed files. Every method throws <see cref="StorageUnavailableException"/> when trying again may help.</summary>
public interface IContentStore
{
    /// <summary>
    /// Opens a committed file for reading from any position; null when there is none, or it is another's. A read of the stream throws
    /// <see cref="IOException"/> when the file was replaced, removed or marked meanwhile.
    /// </summary>
    Task<StoredContent?> OpenAsync(UploadBlob blob, CancellationToken cancellationToken);

    /// <summary>Whether there is a committed file under a name, whoever put it there.</summary>
    Task<bool> IsTakenAsync(BlobName name, CancellationToken cancellationToken);

    /// <summary>
    /// Writes a verified SHA-256 of the whole file into the file's metadata; nothing where there is no file, and nothing where
    /// it stands there already, so that nobody who reads the file is disturbed.
    /// </summary>
    Task MarkVerifiedAsync(UploadSession session, Sha256Digest sha256, CancellationToken cancellationToken);
}
