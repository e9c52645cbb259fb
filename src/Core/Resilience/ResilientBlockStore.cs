using System.Buffers;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Core.Resilience;

/// <summary>A block store whose calls are tried again.</summary>
public sealed class ResilientBlockStore(IBlockStore inner, StoragePipeline pipeline) : IBlockStore
{
    /// <inheritdoc/>
    public Task StageAsync(UploadId id, BlockId block, ReadOnlySequence<byte> content, CancellationToken cancellationToken) =>
        pipeline.RunAsync("stage block", id, token => inner.StageAsync(id, block, content, token), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> TryCopyAsync(UploadId source, long offset, UploadId target, BlockId block, CancellationToken cancellationToken) =>
        pipeline.RunAsync("copy block", target, token => inner.TryCopyAsync(source, offset, target, block, token), cancellationToken);

    /// <inheritdoc/>
    public Task<BlockListing> ListAsync(UploadId id, CancellationToken cancellationToken) =>
        pipeline.RunAsync("list blocks", id, token => inner.ListAsync(id, token), cancellationToken);
}
