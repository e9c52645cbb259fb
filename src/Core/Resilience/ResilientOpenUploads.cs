using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Core.Resilience;

/// <summary>Notes of open uploads whose calls are tried again.</summary>
public sealed class ResilientOpenUploads(IOpenUploads inner, StoragePipeline pipeline) : IOpenUploads
{
    /// <inheritdoc/>
    public Task AddAsync(ClientKey client, OpenUpload upload, CancellationToken cancellationToken) =>
        pipeline.RunAsync("add open upload", upload.Id, token => inner.AddAsync(client, upload, token), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<OpenUpload>> ListAsync(ClientKey client, int limit, CancellationToken cancellationToken) =>
        pipeline.RunAsync("list open uploads", null, token => inner.ListAsync(client, limit, token), cancellationToken);

    /// <inheritdoc/>
    public Task RemoveAsync(ClientKey client, UploadId id, CancellationToken cancellationToken) =>
        pipeline.RunAsync("remove open upload", id, token => inner.RemoveAsync(client, id, token), cancellationToken);
}
