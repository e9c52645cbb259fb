using System.Buffers;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Core.Ports;

/// <summary>Takes blocks in and tells which are there. Every method throws <see cref="StorageUnavailableException"/> when trying again may help.</summary>
public interface IBlockStore
{
    /// <summary>Stages a block (Put Block). The store checks the bytes against <see cref="BlockId.Crc64"/> and keeps nothing of a block that fails. Staging a block again is success and changes nothing.</summary>
    /// <exception cref="BlockLimitReachedException">The upload has as many staged blocks as the store takes.</exception>
    Task StageAsync(UploadId id, BlockId block, ReadOnlySequence<byte> content, CancellationToken cancellationToken);

    /// <summary>The block list of an upload (Get Block List), in no particular order; empty when nothing is there.</summary>
    Task<BlockListing> ListAsync(UploadId id, CancellationToken cancellationToken);
}
