using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Testing.Storage;

/// <summary>Committed files under sabotage.</summary>
internal sealed class FaultyContentStore(IContentStore inner, Saboteur saboteur) : IContentStore
{
    public async Task<StoredContent?> OpenAsync(UploadBlob blob, CancellationToken cancellationToken)
    {
        var content = await saboteur.RunAsync(StorageOperation.OpenContent, () => inner.OpenAsync(blob, cancellationToken));
        return content is null ? null : content with { Stream = new FaultyReadStream(content.Stream, saboteur) };
    }

    public Task<bool> IsTakenAsync(BlobName name, CancellationToken cancellationToken) =>
        saboteur.RunAsync(StorageOperation.LookForFile, () => inner.IsTakenAsync(name, cancellationToken));

    public Task MarkVerifiedAsync(UploadSession session, Sha256Digest sha256, CancellationToken cancellationToken) =>
        saboteur.RunAsync(StorageOperation.MarkVerified, () => inner.MarkVerifiedAsync(session, sha256, cancellationToken));
}
