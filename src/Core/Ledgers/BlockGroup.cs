using System.Buffers.Binary;

namespace SmartTransfer.Core.Ledgers;

/// <summary>
/// Ten bytes that say what a block belongs to: a random name for blocks that count only together; for a linear block and a fence the
/// checksum of all bytes before it and the epoch; all zero for a plain chunk.
/// </summary>
/// <param name="High">The first eight bytes, big-endian.</param>
/// <param name="Low">The last two bytes, big-endian.</param>
public readonly record struct BlockGroup(ulong High, ushort Low)
{
    /// <summary>Bytes in a group's name.</summary>
    public const int ByteCount = 10;

    /// <summary>The group of a plain chunk.</summary>
    public static BlockGroup None => default;

    /// <summary>Reads the ten bytes.</summary>
    public static BlockGroup FromBytes(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt16BigEndian(bytes[8..ByteCount]));

    /// <summary>Writes the ten bytes.</summary>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, High);
        BinaryPrimitives.WriteUInt16BigEndian(destination[8..ByteCount], Low);
    }
}
