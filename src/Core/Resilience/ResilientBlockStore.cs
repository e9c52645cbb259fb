using System.Buffers;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Core.Resilience;

/// <summary>A block store whose calls are tried again.</summary>
public sealed class ResilientBlockStore(IBlockStore inner, StoragePipeline pipeline) : IBlockStore
{
    /// <inheritdoc/>
    public Task StageAsync(UploadBlob blob, BlockId block, ReadOnlySequence<byte> content, CancellationToken cancellationToken) =>
        pipeline.RunAsync("stage block", blob.Upload, token => inner.StageAsync(blob, block, content, token), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> TryCopyAsync(UploadBlob source, long offset, UploadBlob target, BlockId block, CancellationToken cancellationToken) =>
        pipeline.RunAsync(
            "copy block", target.Upload, token => inner.TryCopyAsync(source, offset, target, block, token), cancellationToken);

    /// <inheritdoc/>
    public Task<BlockListing> ListAsync(UploadBlob blob, CancellationToken cancellationToken) =>
        pipeline.RunAsync("list blocks", blob.Upload, token => inner.ListAsync(blob, token), cancellationToken);
}
