using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Options;

namespace SmartTransfer.Core.Streams;

/// <summary>
/// Into how many blocks the rest of a file may still be cut. A single small block is no harm, as long as the rest of the
/// file fits into the blocks that are left; so it is the sum that is bounded, not each block.
/// </summary>
/// <param name="limits">The largest block and the longest file.</param>
/// <param name="options">The usual size of a block.</param>
public sealed class BlockBudget(LimitOptions limits, StreamOptions options)
{
    /// <summary>
    /// The size of the next block, in bytes: the usual one, or what keeps the rest of the file within the planned blocks if
    /// that is more.
    /// </summary>
    /// <param name="tip">What is there.</param>
    /// <param name="lengthBytes">Length of the file; null while it is not declared, when the longest file is planned for.</param>
    public long BlockBytes(StreamTip tip, long? lengthBytes)
    {
        var left = Math.Max(1, BlockLimits.PlannedBlocks - tip.BlockCount);
        var floor = CeilingQuotient(Math.Max(0, (lengthBytes ?? limits.MaxFileBytes) - tip.Offset), left);
        return Math.Min(Math.Max(Math.Min(options.BlockBytes, limits.MaxChunkBytes), floor), limits.MaxChunkBytes);
    }

    /// <summary>
    /// Whether a block may be of this size: after it the rest must fit into the largest blocks. Of a file without a length
    /// nothing is foreseen but that it may not have more blocks than a file can have.
    /// </summary>
    public bool Allows(StreamTip tip, long blockBytes, long? lengthBytes)
    {
        var rest = (lengthBytes ?? 0) - tip.Offset - blockBytes;
        return tip.BlockCount + 1 + CeilingQuotient(Math.Max(0, rest), limits.MaxChunkBytes) <= BlockLimits.MaxCommittedBlocks;
    }

    /// <summary>The smallest block that leaves the rest of the file enough blocks, in bytes; for messages.</summary>
    public long LeastBytes(StreamTip tip, long? lengthBytes)
    {
        var left = Math.Max(1, BlockLimits.MaxCommittedBlocks - tip.BlockCount);
        return Math.Max(1, CeilingQuotient(Math.Max(0, (lengthBytes ?? limits.MaxFileBytes) - tip.Offset), left));
    }

    private static long CeilingQuotient(long dividend, long divisor) => (dividend / divisor) + (dividend % divisor == 0 ? 0 : 1);
}
