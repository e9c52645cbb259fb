using System.Text;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ledgers;

namespace SmartTransfer.Core.Tests.Ledgers;

/// <summary>Blocks of files that are short texts: a byte a letter, with the digests of their real content.</summary>
internal static class TextBlocks
{
    /// <summary>The digests of a text.</summary>
    public static ChunkDigests Of(string content)
    {
        var bytes = Encoding.ASCII.GetBytes(content);
        return new ChunkDigests(bytes.Length, Sha256Digest.Of(bytes), Crc64Nvme.Compute(bytes));
    }

    /// <summary>The point after a text.</summary>
    public static LineagePoint After(string content, int epoch = 0) => new(content.Length, Of(content).Crc64, (ushort)epoch);

    /// <summary>A piece of a body that continues a text.</summary>
    public static BlockId Linear(string before, string content, int epoch = 0) => BlockId.ForLinear(After(before, epoch), Of(content));

    /// <summary>A fence after a text.</summary>
    public static BlockId Fence(string before, int epoch) => BlockId.ForFence(After(before, epoch));

    /// <summary>A plain chunk.</summary>
    public static BlockId Plain(int offset, string content) => BlockId.ForChunk(offset, Of(content));

    /// <summary>A sealed body that continues a text: its pieces and its seal.</summary>
    public static IReadOnlyList<BlockId> Sealed(BlockGroup group, string before, int epoch, params IReadOnlyList<string> pieces)
    {
        List<BlockId> blocks = [];
        var from = After(before, epoch);
        var end = from.Offset;
        foreach (var piece in pieces)
        {
            blocks.Add(BlockId.ForChunk(end, Of(piece)) with { Kind = BlockKind.Provisional, Group = group });
            end += piece.Length;
        }

        return [.. blocks, BlockId.ForSeal(from, end, group)];
    }

    /// <summary>What a list of these blocks says.</summary>
    public static Lineage Read(int? length, params IEnumerable<BlockId> blocks) => Lineage.Read(length, blocks.Listed());
}
