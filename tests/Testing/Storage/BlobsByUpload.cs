using System.Buffers;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Testing.Storage;

/// <summary>The ports of blobs, for uploads whose blobs are named by their keys alone.</summary>
public static class BlobsByUpload
{
    public static Task StageAsync(
        this IBlockStore blocks, UploadId id, BlockId block, ReadOnlySequence<byte> content, CancellationToken cancellationToken) =>
        blocks.StageAsync(UploadBlob.Of(id), block, content, cancellationToken);

    public static Task<bool> TryCopyAsync(
        this IBlockStore blocks, UploadId source, long offset, UploadId target, BlockId block, CancellationToken cancellationToken) =>
        blocks.TryCopyAsync(UploadBlob.Of(source), offset, UploadBlob.Of(target), block, cancellationToken);

    public static Task<BlockListing> ListAsync(this IBlockStore blocks, UploadId id, CancellationToken cancellationToken) =>
        blocks.ListAsync(UploadBlob.Of(id), cancellationToken);

    public static Task DiscardAsync(this ICommitStore commits, UploadId id, CancellationToken cancellationToken) =>
        commits.DiscardAsync(UploadBlob.Of(id), cancellationToken);

    public static Task<StoredContent?> OpenAsync(this IContentStore contents, UploadId id, CancellationToken cancellationToken) =>
        contents.OpenAsync(UploadBlob.Of(id), cancellationToken);
}
