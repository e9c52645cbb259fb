using SmartTransfer.Core.Ports;

namespace SmartTransfer.Core.Resilience;

/// <summary>Lists of uploads whose calls are tried again.</summary>
public sealed class ResilientUploadList(IUploadList inner, StoragePipeline pipeline) : IUploadList
{
    /// <inheritdoc/>
    public Task NoteAsync(ListedUpload upload, CancellationToken cancellationToken) =>
        pipeline.RunAsync("note listed upload", upload.Id, token => inner.NoteAsync(upload, token), cancellationToken);

    /// <inheritdoc/>
    public Task<ListPage?> ReadAsync(ListQuery query, CancellationToken cancellationToken) =>
        pipeline.RunAsync("read list", null, token => inner.ReadAsync(query, token), cancellationToken);

    /// <inheritdoc/>
    public Task RemoveAsync(ListPlace place, CancellationToken cancellationToken) =>
        pipeline.RunAsync("remove listed upload", place.Id, token => inner.RemoveAsync(place, token), cancellationToken);
}
