using SmartTransfer.Core.Integrity;

namespace SmartTransfer.Core.Ledgers;

/// <summary>
/// A position in a file together with what is before it: two contents of one length are two points. The default value is the
/// beginning of every file.
/// </summary>
/// <param name="Offset">How many bytes are before it.</param>
/// <param name="Crc64">CRC-64/NVME of these bytes; 0 for none.</param>
/// <param name="Epoch">How many times the upload was fenced before blocks continued here (docs/adr/0020).</param>
public readonly record struct LineagePoint(long Offset, ulong Crc64, ushort Epoch)
{
    /// <summary>The beginning of every file.</summary>
    public static LineagePoint Start => default;

    /// <summary>The point after a chunk that continues here.</summary>
    /// <exception cref="OverflowException">No file can be so long.</exception>
    public LineagePoint After(ChunkDigests chunk) => After(chunk.Length, chunk.Crc64);

    /// <summary>The point after a block that continues here.</summary>
    /// <param name="length">Length of the block, in bytes.</param>
    /// <param name="crc64">CRC-64/NVME of its bytes.</param>
    /// <exception cref="OverflowException">No file can be so long.</exception>
    public LineagePoint After(long length, ulong crc64) => new(checked(Offset + length), Crc64Nvme.Combine(Crc64, crc64, length), Epoch);
}
