using System.Buffers;
using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Azure.Blobs;

/// <summary>Blocks in Blob Storage: Put Block, Put Block From URL and Get Block List.</summary>
/// <param name="clients">The clients.</param>
/// <param name="provisioner">Creates what is missing.</param>
/// <param name="clock">Says how long a source may be read from; the system's by default.</param>
public sealed class BlobBlockStore(StorageClients clients, StorageProvisioner provisioner, TimeProvider? clock = null) : IBlockStore
{
    private const int NotFound = 404;

    private static readonly string[] LimitCodes = ["BlockCountExceedsLimit", "RequestEntityTooLargeBlockCountExceedsLimit"];

    private readonly BlockCopies _copies = new(clients, clients.Identity, clock ?? TimeProvider.System);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">
    /// There are no bytes (Azure refuses such a block, its emulator does not), or not as many as the id says.
    /// </exception>
    public async Task StageAsync(UploadBlob blob, BlockId block, ReadOnlySequence<byte> content, CancellationToken cancellationToken)
    {
        // A seal stands for its group, so its length is not that of its bytes.
        if (content.Length == 0 || (block.Kind is not BlockKind.Seal && content.Length != block.Length))
        {
            throw new ArgumentException($"A block of {block.Length} bytes was given {content.Length} bytes.", nameof(content));
        }

        var client = clients.Container.GetBlockBlobClient(blob.Name.Value);
        var encoded = block.Encode();
        try
        {
            await provisioner.RunAsync(
                "stage block",
                async () =>
                {
                    // The transactional checksum is in the id: the bytes are not read to compute it once more.
                    await using var stream = new SequenceStream(content);
                    using var checksum = ChecksumPolicy.ForBody(block.Crc64);
                    await client.StageBlockAsync(encoded, stream, cancellationToken: cancellationToken);
                },
                cancellationToken);
        }
        catch (RequestFailedException refused) when (LimitCodes.Contains(refused.ErrorCode))
        {
            throw new BlockLimitReachedException($"Upload {blob.Upload} has as many staged blocks as storage allows.", refused);
        }
    }

    /// <inheritdoc/>
    public Task<bool> TryCopyAsync(UploadBlob source, long offset, UploadBlob target, BlockId block, CancellationToken cancellationToken) =>
        provisioner.RunAsync("copy block", () => _copies.TryRunAsync(source, offset, target, block, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<BlockListing> ListAsync(UploadBlob blob, CancellationToken cancellationToken)
    {
        var client = clients.Container.GetBlockBlobClient(blob.Name.Value);
        return provisioner.RunAsync("list blocks", () => ListAsync(client, cancellationToken), cancellationToken);
    }

    private static async Task<BlockListing> ListAsync(BlockBlobClient blob, CancellationToken cancellationToken)
    {
        try
        {
            var list = new ReceivedBlockList();
            using (BlockListAnswerPolicy.Into(list))
            {
                await blob.GetBlockListAsync(BlockListTypes.All, cancellationToken: cancellationToken);
            }

            // Azure lists no blocks of an empty file, as it does of a file that was never committed.
            return new BlockListing(list.Staged, list.Committed.Count > 0 ? list.Committed : null);
        }
        catch (RequestFailedException missing) when (missing.Status == NotFound && missing.ErrorCode != BlobErrorCode.ContainerNotFound)
        {
            return BlockListing.Empty;
        }
    }
}
