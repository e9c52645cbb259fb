using System.Buffers;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Testing.Storage;

/// <summary>Blocks in memory.</summary>
internal sealed class InMemoryBlockStore(InMemoryGate gate, InMemoryBlobs blobs) : IBlockStore
{
    public int MaxStagedBlocks { get; set; } = 100_000;

    public Task StageAsync(UploadBlob blob, BlockId block, ReadOnlySequence<byte> content, CancellationToken cancellationToken) =>
        gate.RunAsync(StorageOperation.StageBlock, () => Stage(blob, block, content.ToArray()), cancellationToken);

    /// <summary>Whether blocks are copied within the storage, as Azure does it and its emulator does not.</summary>
    public bool CopiesBlocks { get; set; } = true;

    public Task<bool> TryCopyAsync(UploadBlob source, long offset, UploadBlob target, BlockId block, CancellationToken cancellationToken) =>
        gate.RunAsync(StorageOperation.CopyBlock, () => TryCopy(source, offset, target, block), cancellationToken);

    public Task<BlockListing> ListAsync(UploadBlob blob, CancellationToken cancellationToken) =>
        gate.RunAsync(StorageOperation.ListBlocks, () => List(blob), cancellationToken);

    private void Stage(UploadBlob blob, BlockId block, byte[] content)
    {
        if (content.Length == 0 || (block.Kind is not BlockKind.Seal && content.Length != block.Length))
        {
            throw new ArgumentException($"A block of {block.Length} bytes was given {content.Length} bytes.", nameof(content));
        }

        if (Crc64Nvme.Compute(content) != block.Crc64)
        {
            throw new StorageUnavailableException("Storage received other bytes than were sent (Crc64Mismatch).");
        }

        var staged = blobs.FindOrCreate(blob).Staged;
        var encoded = block.Encode();
        if (staged.Count >= MaxStagedBlocks && !staged.ContainsKey(encoded))
        {
            throw new BlockLimitReachedException($"Upload {blob.Upload} has {staged.Count} staged blocks, as many as storage takes.");
        }

        staged[encoded] = content;
    }

    private bool TryCopy(UploadBlob source, long offset, UploadBlob target, BlockId block)
    {
        if (!CopiesBlocks || blobs.FindFile(source) is not { } file || offset + block.Length > file.Bytes.Length)
        {
            return false;
        }

        var content = file.Bytes.AsSpan((int)offset, (int)block.Length).ToArray();
        if (Crc64Nvme.Compute(content) != block.Crc64)
        {
            return false;
        }

        Stage(target, block, content);
        return true;
    }

    private BlockListing List(UploadBlob named)
    {
        if (blobs.Find(named.Name) is not { } blob)
        {
            return BlockListing.Empty;
        }

        // Azure's answer does not tell an empty file from none.
        var committed = blob.File is { Blocks: { Count: > 0 } blocks } ? blocks : null;
        return new BlockListing(blob.ListStaged(), committed);
    }
}
