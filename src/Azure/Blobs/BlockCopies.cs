using Azure;
using Azure.Core;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Azure.Storage.Sas;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;

namespace SmartTransfer.Azure.Blobs;

/// <summary>Put Block From URL: storage copies from one blob of the container to another, and the bytes do not pass through here.</summary>
internal sealed class BlockCopies(StorageClients clients, TokenCredential? identity, TimeProvider clock)
{
    private const int NotImplemented = 501;
    private const string Scope = "https://storage.azure.com/.default";

    // Longer than a copy may take, with what clocks may differ.
    private static readonly TimeSpan SasLifetime = TimeSpan.FromHours(1);

    private volatile bool _unknownToStorage;

    /// <summary>
    /// Copies. False where storage has no such call (its emulator), or refuses to read the source: who then reads the bytes
    /// learns why.
    /// </summary>
    public async Task<bool> TryRunAsync(
        UploadBlob source, long offset, UploadBlob target, BlockId block, CancellationToken cancellationToken)
    {
        if (_unknownToStorage)
        {
            return false;
        }

        var options = new StageBlockFromUriOptions { SourceRange = new HttpRange(offset, block.Length) };
        var from = clients.Container.GetBlockBlobClient(source.Name.Value);
        var address = from.Uri;
        if (identity is not null)
        {
            var token = await identity.GetTokenAsync(new TokenRequestContext([Scope]), cancellationToken);
            options.SourceAuthentication = new HttpAuthorization("Bearer", token.Token);
        }
        else if (from.CanGenerateSasUri)
        {
            address = from.GenerateSasUri(BlobSasPermissions.Read, clock.GetUtcNow() + SasLifetime);
        }

        try
        {
            using (ChecksumPolicy.ForSource(block.Crc64))
            {
                await clients.Container.GetBlockBlobClient(target.Name.Value).StageBlockFromUriAsync(
                    address, block.Encode(), options, cancellationToken);
            }

            return true;
        }
        catch (RequestFailedException refused) when (refused.Status == NotImplemented)
        {
            _unknownToStorage = true;
            return false;
        }
        catch (RequestFailedException refused)
            when (refused.Status is >= 400 and < 500 and not (408 or 429) && refused.ErrorCode != BlobErrorCode.ContainerNotFound)
        {
            return false;
        }
    }
}
