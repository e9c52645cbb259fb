using SmartTransfer.Core.Ports;

namespace SmartTransfer.Testing.Storage;

/// <summary>Lists of uploads under sabotage.</summary>
internal sealed class FaultyUploadList(IUploadList inner, Saboteur saboteur) : IUploadList
{
    public Task NoteAsync(ListedUpload upload, CancellationToken cancellationToken) =>
        saboteur.RunAsync(StorageOperation.NoteListed, () => inner.NoteAsync(upload, cancellationToken));

    public Task<ListPage?> ReadAsync(ListQuery query, CancellationToken cancellationToken) =>
        saboteur.RunAsync(StorageOperation.ReadList, () => inner.ReadAsync(query, cancellationToken));

    public Task RemoveAsync(ListPlace place, CancellationToken cancellationToken) =>
        saboteur.RunAsync(StorageOperation.RemoveListed, () => inner.RemoveAsync(place, cancellationToken));
}
