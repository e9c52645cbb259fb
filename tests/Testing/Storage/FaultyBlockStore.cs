using System.Buffers;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Testing.Storage;

/// <summary>Blocks under sabotage.</summary>
internal sealed class FaultyBlockStore(IBlockStore inner, Saboteur saboteur) : IBlockStore
{
    public Task StageAsync(UploadBlob blob, BlockId block, ReadOnlySequence<byte> content, CancellationToken cancellationToken) =>
        saboteur.RunAsync(StorageOperation.StageBlock, () => inner.StageAsync(blob, block, content, cancellationToken));

    public Task<bool> TryCopyAsync(UploadBlob source, long offset, UploadBlob target, BlockId block, CancellationToken cancellationToken) =>
        saboteur.RunAsync(StorageOperation.CopyBlock, () => inner.TryCopyAsync(source, offset, target, block, cancellationToken));

    public Task<BlockListing> ListAsync(UploadBlob blob, CancellationToken cancellationToken) =>
        saboteur.RunAsync(StorageOperation.ListBlocks, () => inner.ListAsync(blob, cancellationToken));
}
