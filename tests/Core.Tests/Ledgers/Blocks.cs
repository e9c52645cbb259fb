using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ledgers;

namespace SmartTransfer.Core.Tests.Ledgers;

/// <summary>Blocks as tests need them: the same arguments give the same content.</summary>
internal static class Blocks
{
    /// <summary>A plain chunk; another variant has other content.</summary>
    public static BlockId Plain(long offset, long length, int variant = 0) => BlockId.ForChunk(offset, Digests(offset, length, variant));

    /// <summary>A piece that counts only with a seal of its group.</summary>
    public static BlockId Provisional(long offset, long length, BlockGroup group, int variant = 0) =>
        Plain(offset, length, variant) with { Kind = BlockKind.Provisional, Group = group };

    /// <summary>The seal of a group.</summary>
    public static BlockId Seal(BlockGroup group) => Plain(0, 1) with { Kind = BlockKind.Seal, Group = group };

    /// <summary>The block as a list names it.</summary>
    public static StagedBlock Listed(this BlockId block) => new(block.Encode(), block.Length);

    /// <summary>The blocks as a list names them.</summary>
    public static IEnumerable<StagedBlock> Listed(this IEnumerable<BlockId> blocks) => blocks.Select(block => block.Listed());

    /// <summary>What a manifest says of the block.</summary>
    public static ManifestEntry Entry(this BlockId block) => new(block.Range, block.Sha256);

    /// <summary>A ledger of these blocks.</summary>
    public static Ledger Ledger(long length, params IEnumerable<BlockId> blocks) => Core.Ledgers.Ledger.Read(length, blocks.Listed());

    // Blocks of any length: the digests are those of a short text that names the block.
    private static ChunkDigests Digests(long offset, long length, int variant)
    {
        var content = System.Text.Encoding.UTF8.GetBytes($"{offset} {length} {variant}");
        return new ChunkDigests(length, Sha256Digest.Of(content), Crc64Nvme.Compute(content));
    }
}
