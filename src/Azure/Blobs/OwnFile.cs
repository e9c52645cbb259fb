using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using SmartTransfer.Core.Identity;

namespace SmartTransfer.Azure.Blobs;

/// <summary>Looks for an upload's file under a name that another's file may have.</summary>
internal static class OwnFile
{
    private const int NotFound = 404;

    /// <summary>What storage says of the file; null where there is none, or another's.</summary>
    public static async Task<BlobProperties?> FindAsync(BlockBlobClient client, UploadBlob blob, CancellationToken cancellationToken)
    {
        try
        {
            BlobProperties found = await client.GetPropertiesAsync(cancellationToken: cancellationToken);
            return FileMetadata.IsOf(blob, found.Metadata) ? found : null;
        }
        catch (RequestFailedException missing) when (missing.Status == NotFound && missing.ErrorCode != BlobErrorCode.ContainerNotFound)
        {
            return null;
        }
    }
}
