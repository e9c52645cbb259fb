using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Ledgers;

namespace SmartTransfer.Core.Rules;

/// <summary>Which byte ranges are taken as a chunk of a file.</summary>
public static class ChunkRangeRule
{
    /// <summary>Null when a chunk may begin at this offset.</summary>
    public static Failure? CheckOffset(long offset, long fileBytes)
    {
        if (offset < 0)
        {
            return FailureCatalogue.OffsetInvalid(offset.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        return offset >= fileBytes ? FailureCatalogue.ChunkPastEnd(new ByteRange(offset, 0), fileBytes) : null;
    }

    /// <summary>Null when the range is taken as a chunk.</summary>
    /// <param name="range">The range; its offset has passed <see cref="CheckOffset"/>.</param>
    /// <param name="fileBytes">Length of the file, or the most that it may become while that is not declared.</param>
    /// <param name="maxChunkBytes">The largest chunk.</param>
    /// <param name="isDeclared">
    /// Whether the length is that of the file. Before, no chunk is too small: how many there will be is not known.
    /// </param>
    public static Failure? Check(ByteRange range, long fileBytes, long maxChunkBytes, bool isDeclared = true)
    {
        if (range.Length <= 0)
        {
            return FailureCatalogue.ChunkEmpty();
        }

        if (range.Length > maxChunkBytes)
        {
            return FailureCatalogue.ChunkTooLarge(range.Length, maxChunkBytes);
        }

        if (range.Length > fileBytes - range.Offset)
        {
            return FailureCatalogue.ChunkPastEnd(range, fileBytes);
        }

        var floor = isDeclared ? BlockLimits.MinChunkBytes(fileBytes) : 1;
        return range.Length < floor && range.End != fileBytes ? FailureCatalogue.ChunkTooSmall(range.Length, floor) : null;
    }
}
