using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Azure.Blobs;

/// <summary>Reads files from Blob Storage.</summary>
public sealed class BlobContentStore(StorageClients clients, StorageProvisioner provisioner) : IContentStore
{
    private const int NotFound = 404;

    /// <inheritdoc/>
    public Task<StoredContent?> OpenAsync(UploadId id, CancellationToken cancellationToken)
    {
        var blob = clients.Container.GetBlockBlobClient(id.Value);
        return provisioner.RunAsync("open content", () => OpenAsync(blob, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>Where the file is gone nothing happens: another instance rejected it, as the session's version will tell.</remarks>
    public Task MarkVerifiedAsync(UploadSession session, Sha256Digest sha256, CancellationToken cancellationToken)
    {
        var blob = clients.Container.GetBlockBlobClient(session.Id.Value);
        return provisioner.RunAsync("mark verified", () => MarkVerifiedAsync(blob, sha256, cancellationToken), cancellationToken);
    }

    private static async Task<StoredContent?> OpenAsync(BlockBlobClient blob, CancellationToken cancellationToken) =>
        await FindAsync(blob, cancellationToken) is { } found
            ? new StoredContent(new BlobReadStream(blob, found.ETag, found.ContentLength), found.ETag.ToString("H"), found.LastModified)
            : null;

    private static async Task MarkVerifiedAsync(BlockBlobClient blob, Sha256Digest sha256, CancellationToken cancellationToken)
    {
        if (await FindAsync(blob, cancellationToken) is not { } found)
        {
            return;
        }

        var metadata = new Dictionary<string, string>(found.Metadata, StringComparer.OrdinalIgnoreCase);
        if (metadata.GetValueOrDefault(FileMetadata.Sha256) == sha256.ToHex()
            && metadata.GetValueOrDefault(FileMetadata.Verification) == FileMetadata.Verified)
        {
            // Writing the same again would change the file's version, and with it break off every download under way.
            return;
        }

        metadata[FileMetadata.Sha256] = sha256.ToHex();
        metadata[FileMetadata.Verification] = FileMetadata.Verified;
        try
        {
            await blob.SetMetadataAsync(metadata, new BlobRequestConditions { IfMatch = found.ETag }, cancellationToken);
        }
        catch (RequestFailedException changed)
            when (changed.ErrorCode == BlobErrorCode.ConditionNotMet || changed.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            // Files are written once, so whoever was faster wrote the same mark or removed the file.
        }
    }

    private static async Task<BlobProperties?> FindAsync(BlockBlobClient blob, CancellationToken cancellationToken)
    {
        try
        {
            return await blob.GetPropertiesAsync(cancellationToken: cancellationToken);
        }
        catch (RequestFailedException missing) when (missing.Status == NotFound && missing.ErrorCode != BlobErrorCode.ContainerNotFound)
        {
            return null;
        }
    }
}
