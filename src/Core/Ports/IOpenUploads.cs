using SmartTransfer.Core.Identity;

namespace SmartTransfer.Core.Ports;

/// <summary>
/// Notes which uploads of a client are open, so that they can be counted. What was added before a listing began is in it. Every
/// method throws <see cref="StorageUnavailableException"/> when trying again may help.
/// </summary>
public interface IOpenUploads
{
    /// <summary>Notes an upload; noting it again is success.</summary>
    Task AddAsync(ClientKey client, OpenUpload upload, CancellationToken cancellationToken);

    /// <summary>The client's uploads, at most so many, in no order.</summary>
    Task<IReadOnlyList<OpenUpload>> ListAsync(ClientKey client, int limit, CancellationToken cancellationToken);

    /// <summary>Strikes an upload out. Striking out what is not there is success.</summary>
    Task RemoveAsync(ClientKey client, UploadId id, CancellationToken cancellationToken);
}
