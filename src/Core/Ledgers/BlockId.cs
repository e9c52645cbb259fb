using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using SmartTransfer.Core.Integrity;

namespace SmartTransfer.Core.Ledgers;

/// <summary>
/// The id of a block, which carries everything there is to know about it:
/// <c>version 1 | kind 1 | offset 8 | length 4 | crc64 8 | sha256 32 | group 10</c>, 64 bytes, big-endian.
/// Azure allows 64 bytes and demands that all ids of a blob have one length. Two different contents have two ids, so
/// neither can overwrite the other; the same chunk sent twice has one, so sending again is harmless.
/// </summary>
/// <param name="Kind">What the block stands for.</param>
/// <param name="Offset">Zero-based position of its first byte in the file.</param>
/// <param name="Length">Number of bytes, 1 to 4,294,967,295.</param>
/// <param name="Crc64">CRC-64/NVME of its bytes.</param>
/// <param name="Sha256">SHA-256 of its bytes.</param>
/// <param name="Group">The blocks it counts together with; <see cref="BlockGroup.None"/> for a plain chunk.</param>
public readonly record struct BlockId(BlockKind Kind, long Offset, long Length, ulong Crc64, Sha256Digest Sha256, BlockGroup Group)
{
    /// <summary>Bytes in an id.</summary>
    public const int ByteCount = 64;

    /// <summary>Characters of an id in base64.</summary>
    public const int CharCount = 88;

    // The last character before the padding carries four bits that no byte uses; with them zero, an id has one spelling only.
    private const int LastCharAt = 85;
    private const string LastChars = "AQgw";

    private const byte Version = 1;
    private const int KindAt = 1;
    private const int OffsetAt = 2;
    private const int LengthAt = 10;
    private const int CrcAt = 14;
    private const int ShaAt = 22;
    private const int GroupAt = 54;

    /// <summary>The bytes of the file that the block holds.</summary>
    public ByteRange Range => new(Offset, Length);

    /// <summary>The id of a plain chunk that begins at <paramref name="offset"/> and has these digests.</summary>
    public static BlockId ForChunk(long offset, ChunkDigests digests) =>
        new(BlockKind.Plain, offset, digests.Length, digests.Crc64, digests.Sha256, BlockGroup.None);

    /// <summary>The id in base64, as Put Block and Put Block List take it.</summary>
    public string Encode()
    {
        Span<byte> bytes = stackalloc byte[ByteCount];
        bytes[0] = Version;
        bytes[KindAt] = (byte)Kind;
        BinaryPrimitives.WriteInt64BigEndian(bytes[OffsetAt..], Offset);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[LengthAt..], checked((uint)Length));
        BinaryPrimitives.WriteUInt64BigEndian(bytes[CrcAt..], Crc64);
        Sha256.CopyTo(bytes[ShaAt..]);
        Group.CopyTo(bytes[GroupAt..]);
        return Convert.ToBase64String(bytes);
    }

    /// <summary>Reads an id in base64. False for whatever <see cref="Encode"/> cannot have written: such a block is not ours and does not count.</summary>
    public static bool TryDecode([NotNullWhen(true)] string? text, out BlockId id)
    {
        id = default;
        Span<byte> bytes = stackalloc byte[ByteCount];
        if (text is not { Length: CharCount }
            || !LastChars.Contains(text[LastCharAt], StringComparison.Ordinal)
            || !Convert.TryFromBase64String(text, bytes, out var written)
            || written != ByteCount
            || bytes[0] != Version)
        {
            return false;
        }

        var kind = (BlockKind)bytes[KindAt];
        var offset = BinaryPrimitives.ReadInt64BigEndian(bytes[OffsetAt..]);
        long length = BinaryPrimitives.ReadUInt32BigEndian(bytes[LengthAt..]);
        var group = BlockGroup.FromBytes(bytes[GroupAt..]);
        if (kind > BlockKind.Seal || offset < 0 || length == 0 || offset > long.MaxValue - length || (kind == BlockKind.Plain) != (group == BlockGroup.None))
        {
            return false;
        }

        id = new BlockId(kind, offset, length, BinaryPrimitives.ReadUInt64BigEndian(bytes[CrcAt..]), Sha256Digest.FromBytes(bytes[ShaAt..GroupAt]), group);
        return true;
    }
}
