using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Testing.Storage;

/// <summary>Committed files in memory.</summary>
internal sealed class InMemoryContentStore(InMemoryGate gate, InMemoryBlobs blobs) : IContentStore
{
    public Task<StoredContent?> OpenAsync(UploadBlob blob, CancellationToken cancellationToken) =>
        gate.RunAsync(
            StorageOperation.OpenContent,
            () =>
                blobs.FindFile(blob) is { } file
                    ? new StoredContent(new InMemoryContentStream(gate, blobs, blob.Name, file), file.ETag, file.LastModifiedAt)
                    : null,
            cancellationToken);

    public Task<bool> IsTakenAsync(BlobName name, CancellationToken cancellationToken) =>
        gate.RunAsync(StorageOperation.LookForFile, () => blobs.Find(name)?.File is not null, cancellationToken);

    public Task MarkVerifiedAsync(UploadSession session, Sha256Digest sha256, CancellationToken cancellationToken) =>
        gate.RunAsync(StorageOperation.MarkVerified, () => MarkVerified(session.Blob, sha256), cancellationToken);

    private void MarkVerified(UploadBlob named, Sha256Digest sha256)
    {
        // A file that is gone was rejected by another instance, as the session's version will tell. One that is marked keeps its version.
        if (blobs.FindFile(named) is { } file && blobs.Find(named.Name) is { } blob && file.VerifiedSha256 != sha256)
        {
            blob.File = new InMemoryFile
            {
                Blocks = file.Blocks,
                Bytes = file.Bytes,
                Session = file.Session,
                LastModifiedAt = blobs.Now,
                ETag = blobs.NextETag(),
                VerifiedSha256 = sha256,
            };
        }
    }
}
