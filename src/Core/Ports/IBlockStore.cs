using System.Buffers;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;

namespace SmartTransfer.Core.Ports;

/// <summary>
/// Takes blocks in and tells which are there. Every method throws <see cref="StorageUnavailableException"/> when trying again
/// may help.
/// </summary>
public interface IBlockStore
{
    /// <summary>
    /// Stages a block (Put Block). The store checks the bytes against <see cref="BlockId.Crc64"/> and keeps nothing of a block
    /// that fails. Staging a block again is success and changes nothing.
    /// </summary>
    /// <exception cref="BlockLimitReachedException">The upload has as many staged blocks as the store takes.</exception>
    Task StageAsync(UploadBlob blob, BlockId block, ReadOnlySequence<byte> content, CancellationToken cancellationToken);

    /// <summary>
    /// Stages a block whose bytes are a part of another upload's file, without them passing through this process (Put Block
    /// From URL). The store checks them against <see cref="BlockId.Crc64"/> and keeps nothing of what fails.
    /// </summary>
    /// <param name="source">The upload whose file holds the bytes.</param>
    /// <param name="offset">Zero-based position of the first byte in that file.</param>
    /// <param name="target">The upload to stage the block for.</param>
    /// <param name="block">The block.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>
    /// False where the store has no such call, or does not let it through: then nothing was staged, and the bytes must be read
    /// and staged.
    /// </returns>
    Task<bool> TryCopyAsync(UploadBlob source, long offset, UploadBlob target, BlockId block, CancellationToken cancellationToken);

    /// <summary>The block list of an upload (Get Block List), in no particular order; empty when nothing is there.</summary>
    Task<BlockListing> ListAsync(UploadBlob blob, CancellationToken cancellationToken);
}
