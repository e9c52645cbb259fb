using System.Buffers;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Testing.Storage;

/// <summary>Blocks under sabotage.</summary>
internal sealed class FaultyBlockStore(IBlockStore inner, Saboteur saboteur) : IBlockStore
{
    public Task StageAsync(UploadId id, BlockId block, ReadOnlySequence<byte> content, CancellationToken cancellationToken) =>
        saboteur.RunAsync(StorageOperation.StageBlock, () => inner.StageAsync(id, block, content, cancellationToken));

    public Task<bool> TryCopyAsync(UploadId source, long offset, UploadId target, BlockId block, CancellationToken cancellationToken) =>
        saboteur.RunAsync(StorageOperation.CopyBlock, () => inner.TryCopyAsync(source, offset, target, block, cancellationToken));

    public Task<BlockListing> ListAsync(UploadId id, CancellationToken cancellationToken) =>
        saboteur.RunAsync(StorageOperation.ListBlocks, () => inner.ListAsync(id, cancellationToken));
}
