using SmartTransfer.Core.Integrity;

namespace SmartTransfer.Core.Ledgers;

/// <summary>Where a body continues an upload: all that an instance remembers of it.</summary>
/// <param name="Point">The position and what is before it.</param>
/// <param name="BlockCount">How many blocks the file has up to there.</param>
public readonly record struct StreamTip(LineagePoint Point, int BlockCount)
{
    /// <summary>How many bytes the file has up to there.</summary>
    public long Offset => Point.Offset;

    /// <summary>The block of the next piece of the body.</summary>
    public BlockId BlockOf(ChunkDigests piece) => BlockId.ForLinear(Point, piece);

    /// <summary>Where the body continues after that piece.</summary>
    public StreamTip After(ChunkDigests piece) => new(Point.After(piece), BlockCount + 1);
}
