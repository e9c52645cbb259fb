using FsCheck.Fluent;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Core.Tests.Integrity;

public class ChunkHasherTests
{
    [Fact]
    public void Both_digests_are_those_of_the_whole_whatever_the_pieces() => Always.Holds(
        Values.Bytes(maxLength: 40_000).ListOf(5),
        pieces =>
        {
            using var hasher = new ChunkHasher();
            foreach (var piece in pieces)
            {
                hasher.Append(piece);
            }

            var whole = pieces.SelectMany(piece => piece).ToArray();
            Assert.Equal(whole.Length, hasher.Length);
            Assert.Equal(DigestsOf(whole), hasher.Finish());
        });

    [Fact]
    public void A_chunk_of_no_bytes_has_the_digests_of_nothing()
    {
        using var hasher = new ChunkHasher();
        hasher.Append([]);

        Assert.Equal(new ChunkDigests(0, Sha256Digest.Of([]), 0), hasher.Finish());
    }

    [Fact]
    public void After_a_chunk_the_next_one_begins_afresh()
    {
        using var hasher = new ChunkHasher();
        hasher.Append("one"u8);
        hasher.Finish();

        Assert.Equal(0, hasher.Length);
        hasher.Append("two"u8);
        Assert.Equal(DigestsOf("two"u8), hasher.Finish());
    }

    [Fact]
    public void A_reset_forgets_the_chunk_that_broke_off()
    {
        using var hasher = new ChunkHasher();
        hasher.Append("broken"u8);
        hasher.Reset();

        Assert.Equal(0, hasher.Length);
        hasher.Append("whole"u8);
        Assert.Equal(DigestsOf("whole"u8), hasher.Finish());
    }

    [Fact]
    public void A_disposed_hasher_refuses_bytes()
    {
        var hasher = new ChunkHasher();
        hasher.Dispose();

        Assert.Throws<ObjectDisposedException>(() => hasher.Append("late"u8));
        Assert.Throws<ObjectDisposedException>(() => hasher.Finish());
    }

    private static ChunkDigests DigestsOf(ReadOnlySpan<byte> data) => new(data.Length, Sha256Digest.Of(data), Crc64Nvme.Compute(data));
}
