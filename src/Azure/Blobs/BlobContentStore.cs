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
    /// <inheritdoc/>
    public Task<StoredContent?> OpenAsync(UploadBlob blob, CancellationToken cancellationToken)
    {
        var client = clients.Container.GetBlockBlobClient(blob.Name.Value);
        return provisioner.RunAsync("open content", () => OpenAsync(client, blob, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> IsTakenAsync(BlobName name, CancellationToken cancellationToken)
    {
        var client = clients.Container.GetBlockBlobClient(name.Value);
        return provisioner.RunAsync(
            "look for a file", async () => (await client.ExistsAsync(cancellationToken)).Value, cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>Where the file is gone nothing happens: another instance rejected it, as the session's version will tell.</remarks>
    public Task MarkVerifiedAsync(UploadSession session, Sha256Digest sha256, CancellationToken cancellationToken)
    {
        var client = clients.Container.GetBlockBlobClient(session.BlobName.Value);
        return provisioner.RunAsync(
            "mark verified", () => MarkVerifiedAsync(client, session.Blob, sha256, cancellationToken), cancellationToken);
    }

    private static async Task<StoredContent?> OpenAsync(
        BlockBlobClient client, UploadBlob blob, CancellationToken cancellationToken) =>
        await OwnFile.FindAsync(client, blob, cancellationToken) is { } found
            ? new StoredContent(new BlobReadStream(client, found.ETag, found.ContentLength), found.ETag.ToString("H"), found.LastModified)
            : null;

    private static async Task MarkVerifiedAsync(
        BlockBlobClient client, UploadBlob blob, Sha256Digest sha256, CancellationToken cancellationToken)
    {
        if (await OwnFile.FindAsync(client, blob, cancellationToken) is not { } found)
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
            await client.SetMetadataAsync(metadata, new BlobRequestConditions { IfMatch = found.ETag }, cancellationToken);
        }
        catch (RequestFailedException changed)
            when (changed.ErrorCode == BlobErrorCode.ConditionNotMet || changed.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            // Files are written once, so whoever was faster wrote the same mark or removed the file.
        }
    }
}
