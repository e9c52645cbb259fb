using System.Buffers.Binary;
using SmartTransfer.Core.Integrity;

namespace SmartTransfer.Core.Ledgers;

/// <summary>
/// What a seal says in the digest field of its id, since its one byte needs no digest:
/// <c>parent crc64 8 | epoch 2 | end 8 | zero 14</c>, big-endian. The offset of the id is where the sealed body begins.
/// </summary>
internal static class SealText
{
    private const int EpochAt = 8;
    private const int EndAt = 10;
    private const int ZerosAt = 18;

    public static Sha256Digest Write(LineagePoint from, long end)
    {
        Span<byte> bytes = stackalloc byte[Sha256Digest.SizeBytes];
        bytes.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(bytes, from.Crc64);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[EpochAt..], from.Epoch);
        BinaryPrimitives.WriteInt64BigEndian(bytes[EndAt..], end);
        return Sha256Digest.FromBytes(bytes);
    }

    /// <summary>False for whatever <see cref="Write"/> cannot have written.</summary>
    public static bool TryRead(BlockId seal, out LineagePoint from, out long end)
    {
        Span<byte> bytes = stackalloc byte[Sha256Digest.SizeBytes];
        seal.Sha256.CopyTo(bytes);
        var (parent, epoch) = (BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt16BigEndian(bytes[EpochAt..]));
        from = new LineagePoint(seal.Offset, parent, epoch);
        end = BinaryPrimitives.ReadInt64BigEndian(bytes[EndAt..]);
        return end > seal.Offset && (seal.Offset > 0 || from.Crc64 == 0) && !bytes[ZerosAt..].ContainsAnyExcept((byte)0);
    }
}
