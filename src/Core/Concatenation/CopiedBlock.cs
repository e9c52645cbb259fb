using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ledgers;

namespace SmartTransfer.Core.Concatenation;

/// <summary>A block of a final upload, and where its bytes come from: neighbouring blocks of one partial upload.</summary>
/// <param name="Source">The partial upload.</param>
/// <param name="Offset">Zero-based position of the block in the final upload.</param>
/// <param name="Pieces">The blocks that it takes the place of, in order, as they are in the partial upload; at least one.</param>
public sealed record CopiedBlock(UploadId Source, long Offset, IReadOnlyList<BlockId> Pieces)
{
    /// <summary>The bytes of the partial upload that it copies.</summary>
    public ByteRange From => new(Pieces[0].Offset, Pieces[^1].Range.End - Pieces[0].Offset);

    /// <summary>The bytes of the final upload that it holds.</summary>
    public ByteRange Range => new(Offset, From.Length);

    /// <summary>CRC-64/NVME of its bytes, as it follows from the pieces.</summary>
    public ulong Crc64 { get; } = Pieces.Aggregate(0UL, (crc, piece) => Crc64Nvme.Combine(crc, piece.Crc64, piece.Length));
}
