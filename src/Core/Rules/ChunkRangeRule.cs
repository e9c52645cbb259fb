using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Uploads;

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
    /// <param name="fileBytes">Length of the file.</param>
    /// <param name="maxChunkBytes">The largest chunk.</param>
    public static Failure? Check(ByteRange range, long fileBytes, long maxChunkBytes)
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

        var floor = BlockLimits.MinChunkBytes(fileBytes);
        return range.Length < floor && range.End != fileBytes ? FailureCatalogue.ChunkTooSmall(range.Length, floor) : null;
    }
}
