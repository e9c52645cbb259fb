using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Azure.Blobs;

/// <summary>Files in Blob Storage: Put Block List, which is atomic and happens once.</summary>
public sealed class BlobCommitStore(StorageClients clients, StorageProvisioner provisioner) : ICommitStore
{
    private const int NotFound = 404;
    private const int Conflict = 409;
    private const int PreconditionFailed = 412;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">
    /// There are more blocks than Azure takes (its emulator takes more), or the session has no digests.
    /// </exception>
    public Task<CommitOutcome> CommitAsync(UploadSession session, IReadOnlyList<BlockId> blocks, CancellationToken cancellationToken)
    {
        if (blocks.Count > BlockLimits.MaxCommittedBlocks)
        {
            throw new ArgumentException(
                $"A commit has {blocks.Count} blocks; at most {BlockLimits.MaxCommittedBlocks} are allowed.", nameof(blocks));
        }

        var client = clients.Container.GetBlockBlobClient(session.BlobName.Value);
        var options = new CommitBlockListOptions
        {
            Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
            HttpHeaders = new BlobHttpHeaders
            {
                ContentType = session.ContentType,
                ContentDisposition = ContentDisposition.Attachment(session.FileName),
            },
            Metadata = FileMetadata.Of(session),
        };
        return provisioner.RunAsync(
            "commit blocks", () => CommitAsync(client, session.Blob, blocks, options, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task DiscardAsync(UploadBlob blob, CancellationToken cancellationToken)
    {
        var client = clients.Container.GetBlockBlobClient(blob.Name.Value);
        return provisioner.RunAsync(
            "discard blocks",
            () => blob.IsOwn ? DiscardAsync(client, cancellationToken) : DiscardOwnAsync(client, blob, cancellationToken),
            cancellationToken);
    }

    private static async Task DiscardAsync(BlockBlobClient client, CancellationToken cancellationToken)
    {
        // Deleting what has staged blocks only is 404 in Azure and removes nothing; an empty list removes them, and makes a blob.
        await client.CommitBlockListAsync([], new CommitBlockListOptions(), cancellationToken);
        await client.DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellationToken);
    }

    /// <summary>
    /// The same under a name that another's file may have: the empty list replaces no file, and what is deleted is our own.
    /// </summary>
    private static async Task DiscardOwnAsync(BlockBlobClient client, UploadBlob blob, CancellationToken cancellationToken)
    {
        ETag version;
        try
        {
            var options = new CommitBlockListOptions
            {
                Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
                Metadata = FileMetadata.Of(blob),
            };
            version = (await client.CommitBlockListAsync([], options, cancellationToken)).Value.ETag;
        }
        catch (RequestFailedException refused) when (IsThere(refused))
        {
            if (await OwnFile.FindAsync(client, blob, cancellationToken) is not { } found)
            {
                return;
            }

            version = found.ETag;
        }

        try
        {
            await client.DeleteIfExistsAsync(
                DeleteSnapshotsOption.IncludeSnapshots, new BlobRequestConditions { IfMatch = version }, cancellationToken);
        }
        catch (RequestFailedException replaced) when (replaced.Status == PreconditionFailed)
        {
            // What is there now is another's.
        }
    }

    private static async Task<CommitOutcome> CommitAsync(
        BlockBlobClient client,
        UploadBlob blob,
        IReadOnlyList<BlockId> blocks,
        CommitBlockListOptions options,
        CancellationToken cancellationToken)
    {
        try
        {
            using var body = BlockListBodyPolicy.Of(blocks);
            await client.CommitBlockListAsync([], options, cancellationToken);
            return CommitOutcome.Committed;
        }
        catch (RequestFailedException refused) when (IsThere(refused) || refused.ErrorCode == BlobErrorCode.InvalidBlockList)
        {
            return await CompareAsync(client, blob, blocks, cancellationToken);
        }
    }

    private static bool IsThere(RequestFailedException refused) =>
        (refused.Status == Conflict && refused.ErrorCode == BlobErrorCode.BlobAlreadyExists) || refused.Status == PreconditionFailed;

    /// <summary>
    /// What stands in place of what was to be committed: the same from an earlier call whose answer was lost, something else,
    /// or nothing.
    /// </summary>
    private static async Task<CommitOutcome> CompareAsync(
        BlockBlobClient client, UploadBlob blob, IReadOnlyList<BlockId> blocks, CancellationToken cancellationToken)
    {
        try
        {
            var list = new ReceivedBlockList();
            using (BlockListAnswerPolicy.Into(list))
            {
                await client.GetBlockListAsync(BlockListTypes.Committed, cancellationToken: cancellationToken);
            }

            // A list without committed blocks is that of an empty file, or of none.
            if (list.Committed.Count == 0 && !await client.ExistsAsync(cancellationToken))
            {
                return CommitOutcome.BlocksGone;
            }

            // Two uploads of the same bytes have the same list.
            return list.Committed.Select(block => block.EncodedId).SequenceEqual(blocks.Select(block => block.Encode()))
                && (blob.IsOwn || await OwnFile.FindAsync(client, blob, cancellationToken) is not null)
                ? CommitOutcome.Committed
                : CommitOutcome.OtherContent;
        }
        catch (RequestFailedException missing) when (missing.Status == NotFound && missing.ErrorCode != BlobErrorCode.ContainerNotFound)
        {
            return CommitOutcome.BlocksGone;
        }
    }
}
