using FsCheck;
using FsCheck.Fluent;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Core.Tests.Ledgers;

public class BlockIdTests
{
    private const string PlainVector =
        "01" + "00" + "0102030405060708" + "0A0B0C0D" + "1112131415161718"
        + "202122232425262728292A2B2C2D2E2F303132333435363738393A3B3C3D3E3F" + "00000000000000000000";

    private const string SealVector =
        "01" + "02" + "0102030405060708" + "0A0B0C0D" + "1112131415161718"
        + "202122232425262728292A2B2C2D2E2F303132333435363738393A3B3C3D3E3F" + "4142434445464748494A";

    private static readonly Sha256Digest Sha = Sha256Digest.FromBytes([.. Enumerable.Range(0x20, 32).Select(i => (byte)i)]);

    private static readonly BlockId PlainBlock = new(BlockKind.Plain, 0x0102030405060708, 0x0A0B0C0D, 0x1112131415161718, Sha, BlockGroup.None);

    [Fact]
    public void A_plain_chunk_is_laid_out_byte_for_byte() =>
        Assert.Equal(PlainVector, Convert.ToHexString(Convert.FromBase64String(PlainBlock.Encode())));

    [Fact]
    public void A_seal_is_laid_out_byte_for_byte()
    {
        var seal = PlainBlock with { Kind = BlockKind.Seal, Group = new BlockGroup(0x4142434445464748, 0x494A) };

        Assert.Equal(SealVector, Convert.ToHexString(Convert.FromBase64String(seal.Encode())));
    }

    [Fact]
    public void A_linear_block_and_a_fence_name_the_checksum_before_them_and_the_epoch()
    {
        var point = new LineagePoint(0x0102030405060708, 0x4142434445464748, 0x494A);
        var linear = BlockId.ForLinear(point, new ChunkDigests(0x0A0B0C0D, Sha, 0x1112131415161718));
        var fence = BlockId.ForFence(point);

        Assert.Equal("0103" + SealVector[4..], Convert.ToHexString(Convert.FromBase64String(linear.Encode())));
        Assert.Equal(point, linear.Point);
        Assert.Equal("0104" + SealVector[4..20] + "00000001", Convert.ToHexString(Convert.FromBase64String(fence.Encode()))[..28]);
        Assert.Equal(SealVector[^20..], Convert.ToHexString(Convert.FromBase64String(fence.Encode()))[^20..]);
        Assert.Equal(point, fence.Point);
    }

    [Fact]
    public void A_seal_says_in_place_of_its_digest_where_its_body_begins_and_ends()
    {
        var seal = BlockId.ForSeal(new LineagePoint(0x0102030405060708, 0x5152535455565758, 0x595A), 0x0606060606060606, new BlockGroup(1, 2));

        Assert.Equal("5152535455565758" + "595A" + "0606060606060606" + new string('0', 28), seal.Sha256.ToHex().ToUpperInvariant());
    }

    [Fact]
    public void Markers_are_staged_with_a_byte_whose_digests_their_ids_hold()
    {
        foreach (var id in new[] { BlockId.ForFence(new LineagePoint(5, 6, 7)), BlockId.ForSeal(default, 5, new BlockGroup(1, 1)) })
        {
            Assert.Equal(MarkerBlock.Content.Length, id.Length);
            Assert.Equal(Crc64Nvme.Compute(MarkerBlock.Content.Span), id.Crc64);
            Assert.False(id.HoldsFileBytes);
        }
    }

    [Theory]
    [InlineData(BlockKind.Linear, 0, 0, 0, true)]
    [InlineData(BlockKind.Linear, 0, 0, 7, true)]
    [InlineData(BlockKind.Linear, 0, 1, 0, false)]
    [InlineData(BlockKind.Linear, 1, 0, 0, true)]
    [InlineData(BlockKind.Fence, 0, 0, 1, true)]
    [InlineData(BlockKind.Fence, 0, 1, 1, false)]
    [InlineData(BlockKind.Fence, 1, 1, 0, false)]
    [InlineData(BlockKind.Fence, 1, 0, ushort.MaxValue, true)]
    public void Before_the_first_byte_there_is_nothing_and_every_fence_begins_an_epoch(BlockKind kind, long offset, ulong parent, int epoch, bool isOurs)
    {
        var id = PlainBlock with { Kind = kind, Offset = offset, Group = new BlockGroup(parent, (ushort)epoch) };

        Assert.Equal(isOurs, BlockId.TryDecode(id.Encode(), out _));
    }

    [Fact]
    public void The_id_of_a_chunk_holds_its_digests()
    {
        var id = BlockId.ForChunk(7, new ChunkDigests(9, Sha, 5));

        Assert.Equal(new BlockId(BlockKind.Plain, 7, 9, 5, Sha, BlockGroup.None), id);
        Assert.Equal(16, id.Range.End);
    }

    [Fact]
    public void Every_id_is_read_back_as_it_was_written_and_all_have_one_length() => Always.Holds(AnyId(), id =>
    {
        var text = id.Encode();

        Assert.Equal(BlockId.CharCount, text.Length);
        Assert.Equal(88, text.Length);
        Assert.True(BlockId.TryDecode(text, out var read));
        Assert.Equal(id, read);
    });

    [Fact]
    public void Ids_that_differ_in_anything_have_different_texts() => Always.Holds(
        from id in AnyId()
        from other in AnyId()
        select (id, other),
        pair =>
        {
            BlockId[] changed =
            [
                pair.other,
                pair.id with { Offset = pair.id.Offset ^ 1 },
                pair.id with { Length = pair.id.Length ^ 2 },
                pair.id with { Crc64 = pair.id.Crc64 ^ 1 },
                pair.id with { Sha256 = Sha256Digest.Of("other"u8) },
                pair.id with { Group = pair.id.Group with { Low = (ushort)(pair.id.Group.Low ^ 1) } },
            ];
            Assert.All(changed, other => Assert.Equal(other == pair.id, other.Encode() == pair.id.Encode()));
        });

    [Theory]
    [InlineData(0, "00", "version 0")]
    [InlineData(0, "02", "version 2")]
    [InlineData(1, "05", "a kind that is none")]
    [InlineData(1, "FF", "a kind that is none")]
    [InlineData(1, "01", "provisional without a group")]
    [InlineData(1, "02", "a seal without a group")]
    [InlineData(2, "FF", "a negative offset")]
    [InlineData(2, "7FFFFFFFFFFFFFFF", "an end beyond 2^63")]
    [InlineData(10, "00000000", "no length")]
    [InlineData(54, "01", "a plain chunk with a group")]
    [InlineData(63, "01", "a plain chunk with a group")]
    public void What_encode_cannot_have_written_is_refused(int at, string hex, string why)
    {
        var bytes = Convert.FromHexString(PlainVector);
        Convert.FromHexString(hex).CopyTo(bytes, at);

        Assert.False(BlockId.TryDecode(Convert.ToBase64String(bytes), out var id), why);
        Assert.Equal(default, id);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(62)]
    [InlineData(63)]
    [InlineData(65)]
    [InlineData(66)]
    [InlineData(67)]
    public void Ids_of_another_length_are_refused(int byteCount)
    {
        var bytes = new byte[byteCount];
        Convert.FromHexString(PlainVector).AsSpan(0, Math.Min(byteCount, 64)).CopyTo(bytes);

        Assert.False(BlockId.TryDecode(Convert.ToBase64String(bytes), out _));
    }

    [Fact]
    public void An_id_has_one_spelling_only()
    {
        var text = PlainBlock.Encode();
        Assert.EndsWith("A==", text, StringComparison.Ordinal);

        Assert.False(BlockId.TryDecode(null, out _));
        Assert.False(BlockId.TryDecode(text[..^3] + "B==", out _)); // an unused bit set
        Assert.False(BlockId.TryDecode(text[..^3] + "P==", out _));
        Assert.False(BlockId.TryDecode(text[..^2], out _)); // no padding
        Assert.False(BlockId.TryDecode(text[..^1] + " ", out _));
        Assert.False(BlockId.TryDecode(" " + text[..^1], out _));
        Assert.False(BlockId.TryDecode(text.Replace('A', '-'), out _)); // the URL alphabet
        Assert.False(BlockId.TryDecode(new string('!', BlockId.CharCount), out _));
    }

    [Fact]
    public void Whatever_is_read_is_written_again_in_the_same_words() => Always.Holds(
        from id in AnyId()
        from at in Gen.Choose(0, BlockId.CharCount - 1)
        from with in Gen.Choose(33, 126)
        select (Text: id.Encode(), at, with),
        given =>
        {
            var text = string.Concat(given.Text.AsSpan(0, given.at), ((char)given.with).ToString(), given.Text.AsSpan(given.at + 1));
            if (BlockId.TryDecode(text, out var id))
            {
                Assert.Equal(text, id.Encode());
            }
        });

    [Fact]
    public void A_length_that_four_bytes_cannot_hold_is_not_written() =>
        Assert.Throws<OverflowException>(() => (PlainBlock with { Length = 1L << 32 }).Encode());

    private static Gen<BlockId> AnyId() =>
        from kind in Gen.Choose(0, 4)
        from length in Values.ByteCounts(maxBits: 32)
        from offset in Values.ByteCounts(maxBits: 63)
        from crc in Values.Words()
        from content in Values.Bytes(maxLength: 8)
        from high in Values.Words()
        from low in Gen.Choose(1, ushort.MaxValue)
        let bytes = Math.Max(1, length)
        select new BlockId(
            (BlockKind)kind,
            Math.Min(offset, long.MaxValue - bytes),
            bytes,
            crc,
            Sha256Digest.Of(content),
            kind == 0 ? BlockGroup.None : new BlockGroup(kind > 2 && offset == 0 ? 0 : high, (ushort)low));
}
