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
/// <remarks>
/// The group of a linear block and of a fence is <c>crc64 of all bytes before it 8 | epoch 2</c>. A seal says in its digest field
/// where its body begins and ends (<see cref="ForSeal"/>).
/// </remarks>
/// <param name="Kind">What the block stands for.</param>
/// <param name="Offset">Zero-based position of its first byte in the file.</param>
/// <param name="Length">Number of bytes, 1 to 4,294,967,295.</param>
/// <param name="Crc64">CRC-64/NVME of its bytes.</param>
/// <param name="Sha256">SHA-256 of its bytes.</param>
/// <param name="Group">What it counts together with, or continues; <see cref="BlockGroup.None"/> for a plain chunk.</param>
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

    /// <summary>The id of a piece of a body that continues the file at <paramref name="from"/>.</summary>
    public static BlockId ForLinear(LineagePoint from, ChunkDigests digests) =>
        new(BlockKind.Linear, from.Offset, digests.Length, digests.Crc64, digests.Sha256, new BlockGroup(from.Crc64, from.Epoch));

    /// <summary>The id of a fence, which is staged with <see cref="MarkerBlock.Content"/>.</summary>
    /// <param name="at">Where the file continues; its epoch, 1 or more, is the one that the fence begins.</param>
    public static BlockId ForFence(LineagePoint at) =>
        ForLinear(at, MarkerBlock.Digests) with { Kind = BlockKind.Fence };

    /// <summary>The id of a seal, which is staged with <see cref="MarkerBlock.Content"/>.</summary>
    /// <param name="from">Where the sealed body continues the file.</param>
    /// <param name="end">Where it ends, as a position in the file.</param>
    /// <param name="group">The group of its pieces.</param>
    public static BlockId ForSeal(LineagePoint from, long end, BlockGroup group) =>
        new(BlockKind.Seal, from.Offset, MarkerBlock.Digests.Length, MarkerBlock.Digests.Crc64, SealText.Write(from, end), group);

    /// <summary>Where the file continues with this block (linear) or after it (fence). Means nothing for other kinds.</summary>
    public LineagePoint Point => new(Offset, Group.High, Group.Low);

    /// <summary>Whether the block's bytes are bytes of the file; seals and fences have none.</summary>
    public bool HoldsFileBytes => Kind is not (BlockKind.Seal or BlockKind.Fence);

    /// <summary>The id in base64, as Put Block and Put Block List take it.</summary>
    public string Encode() => string.Create(CharCount, this, static (text, id) => id.Encode(text));

    /// <summary>Writes the id in base64.</summary>
    /// <param name="text">Room for <see cref="CharCount"/> characters.</param>
    public void Encode(Span<char> text)
    {
        Span<byte> bytes = stackalloc byte[ByteCount];
        bytes[0] = Version;
        bytes[KindAt] = (byte)Kind;
        BinaryPrimitives.WriteInt64BigEndian(bytes[OffsetAt..], Offset);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[LengthAt..], checked((uint)Length));
        BinaryPrimitives.WriteUInt64BigEndian(bytes[CrcAt..], Crc64);
        Sha256.CopyTo(bytes[ShaAt..]);
        Group.CopyTo(bytes[GroupAt..]);
        _ = Convert.TryToBase64Chars(bytes, text, out _);
    }

    /// <summary>
    /// Reads an id in base64. False for whatever <see cref="Encode()"/> cannot have written: such a block is not ours and does
    /// not count.
    /// </summary>
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
        if (offset < 0 || length == 0 || offset > long.MaxValue - length || !IsGroupOf(kind, offset, group))
        {
            return false;
        }

        id = new BlockId(
            kind,
            offset,
            length,
            BinaryPrimitives.ReadUInt64BigEndian(bytes[CrcAt..]),
            Sha256Digest.FromBytes(bytes[ShaAt..GroupAt]),
            group);
        return true;
    }

    private static bool IsGroupOf(BlockKind kind, long offset, BlockGroup group) => kind switch
    {
        BlockKind.Plain => group == BlockGroup.None,
        BlockKind.Provisional or BlockKind.Seal => group != BlockGroup.None,

        // Before the first byte there is nothing, and the checksum of nothing is 0.
        BlockKind.Linear => offset > 0 || group.High == 0,
        BlockKind.Fence => group.Low > 0 && (offset > 0 || group.High == 0),
        _ => false,
    };
}
