using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ledgers;

namespace SmartTransfer.Core.Concatenation;

/// <summary>
/// A block of a final upload, and where its bytes come from: a range of neighbouring blocks of one partial upload, which are named
/// by their places and not copied.
/// </summary>
public sealed class CopiedBlock
{
    private readonly ConcatenationSource _source;
    private readonly int _first;

    /// <summary>Names the range.</summary>
    /// <param name="source">The partial upload.</param>
    /// <param name="first">Index of the first of its blocks, from 0.</param>
    /// <param name="count">How many of them; at least one.</param>
    /// <param name="offset">Zero-based position of the block in the final upload.</param>
    public CopiedBlock(ConcatenationSource source, int first, int count, long offset)
    {
        (_source, _first, Count, Offset) = (source, first, count, offset);
        foreach (var piece in Pieces)
        {
            Crc64 = Crc64Nvme.Combine(Crc64, piece.Crc64, piece.Length);
        }
    }

    /// <summary>The partial upload.</summary>
    public Identity.UploadBlob Source => _source.Blob;

    /// <summary>Zero-based position of the block in the final upload.</summary>
    public long Offset { get; }

    /// <summary>Of how many blocks it takes the place.</summary>
    public int Count { get; }

    /// <summary>The blocks that it takes the place of, in order, as they are in the partial upload.</summary>
    public IEnumerable<BlockId> Pieces => Enumerable.Range(_first, Count).Select(at => _source.Blocks[at]);

    /// <summary>The first of them.</summary>
    public BlockId First => _source.Blocks[_first];

    /// <summary>The bytes of the partial upload that it copies.</summary>
    public ByteRange From => new(First.Offset, _source.Blocks[_first + Count - 1].Range.End - First.Offset);

    /// <summary>The bytes of the final upload that it holds.</summary>
    public ByteRange Range => new(Offset, From.Length);

    /// <summary>CRC-64/NVME of its bytes, as it follows from the pieces.</summary>
    public ulong Crc64 { get; }
}
