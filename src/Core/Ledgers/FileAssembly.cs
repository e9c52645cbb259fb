using SmartTransfer.Core.Integrity;

namespace SmartTransfer.Core.Ledgers;

/// <summary>The blocks that tile a whole file exactly, in order of offset.</summary>
public sealed class FileAssembly
{
    internal FileAssembly(IReadOnlyList<BlockId> blocks)
    {
        Blocks = blocks;
        Digests = Digest(blocks);
    }

    /// <summary>The blocks in order of offset. Empty for an empty file.</summary>
    public IReadOnlyList<BlockId> Blocks { get; }

    /// <summary>The file's digests as they follow from the block ids alone, with no byte read.</summary>
    public FileDigests Digests { get; }

    private static FileDigests Digest(IReadOnlyList<BlockId> blocks)
    {
        ulong crc = 0;
        foreach (var block in blocks)
        {
            crc = Crc64Nvme.Combine(crc, block.Crc64, block.Length);
        }

        Sha256Digest? whole = blocks.Count switch
        {
            0 => Sha256Digest.Of([]),
            1 => blocks[0].Sha256,
            _ => null,
        };
        return new FileDigests(crc, DigestOfDigests.Compute(blocks.Select(block => block.Sha256)), blocks.Count, whole);
    }
}
