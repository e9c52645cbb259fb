using FsCheck.Fluent;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Core.Tests.Integrity;

public class Crc64NvmePropertyTests
{
    [Fact]
    public void Split_anywhere_equals_the_whole() => Always.Holds(
        from data in Values.Bytes(maxLength: 4_096)
        from cut in Gen.Choose(0, data.Length)
        select (data, cut),
        given =>
        {
            using var hasher = new ChunkHasher();
            hasher.Append(given.data.AsSpan(0, given.cut));
            hasher.Append(given.data.AsSpan(given.cut));
            Assert.Equal(Crc64Nvme.Compute(given.data), hasher.Finish().Crc64);
        });

    [Fact]
    public void One_flipped_bit_changes_the_crc() => Always.Holds(
        from data in Values.Bytes(maxLength: 4_096)
        where data.Length > 0
        from bit in Gen.Choose(0, (data.Length * 8) - 1)
        select (data, bit),
        given =>
        {
            var before = Crc64Nvme.Compute(given.data);
            given.data[given.bit / 8] ^= (byte)(1 << (given.bit % 8));
            Assert.NotEqual(before, Crc64Nvme.Compute(given.data));
        });

    [Fact]
    public void Combine_equals_the_crc_of_the_concatenation() => Always.Holds(
        Values.Bytes(maxLength: 3_000).Two(),
        parts => Assert.Equal(
            Crc64Nvme.Compute([.. parts.Item1, .. parts.Item2]),
            Crc64Nvme.Combine(Crc64Nvme.Compute(parts.Item1), Crc64Nvme.Compute(parts.Item2), parts.Item2.Length)));

    [Fact]
    public void Combining_many_chunks_equals_the_crc_of_the_file() => Always.Holds(
        Values.Bytes(maxLength: 200).ListOf(50),
        chunks => Assert.Equal(
            Crc64Nvme.Compute(chunks.SelectMany(chunk => chunk).ToArray()),
            chunks.Aggregate(0UL, (crc, chunk) => Crc64Nvme.Combine(crc, Crc64Nvme.Compute(chunk), chunk.Length))));

    [Fact]
    public void Nothing_is_neutral_on_either_side() => Always.Holds(
        from crc in Values.Words()
        from length in Values.ByteCounts(maxBits: 62)
        select (crc, length),
        given =>
        {
            Assert.Equal(given.crc, Crc64Nvme.Combine(given.crc, 0, 0));
            Assert.Equal(given.crc, Crc64Nvme.Combine(0, given.crc, given.length));
        });

    [Fact]
    public void Combine_is_associative_far_beyond_4_GiB() => Always.Holds(
        from crcs in Values.Words().Three()
        from lengthB in Values.ByteCounts(maxBits: 62)
        from lengthC in Values.ByteCounts(maxBits: 62)
        select (crcs, lengthB, lengthC),
        given =>
        {
            var (a, b, c) = given.crcs;
            Assert.Equal(
                Crc64Nvme.Combine(Crc64Nvme.Combine(a, b, given.lengthB), c, given.lengthC),
                Crc64Nvme.Combine(a, Crc64Nvme.Combine(b, c, given.lengthC), given.lengthB + given.lengthC));
        });

    [Fact]
    public void Five_GiB_of_zeros_put_together_by_doubling_equal_them_put_together_by_counting()
    {
        const long MiB = 1 << 20;
        var mebibyte = Crc64Nvme.Compute(new byte[MiB]);

        var counted = 0UL;
        for (var i = 0; i < 5 * 1024; i++)
        {
            counted = Crc64Nvme.Combine(counted, mebibyte, MiB);
        }

        var (doubled, length) = (mebibyte, MiB);
        for (; length < 4096 * MiB; length *= 2)
        {
            doubled = Crc64Nvme.Combine(doubled, doubled, length);
        }

        var gibibyte = Enumerable.Range(0, 1024).Aggregate(0UL, (crc, _) => Crc64Nvme.Combine(crc, mebibyte, MiB));
        Assert.Equal(counted, Crc64Nvme.Combine(gibibyte, doubled, length));
    }

    [Fact]
    public void The_longest_length_that_a_long_holds_is_allowed() => Always.Holds(
        Values.Words().Two(),
        crcs => Assert.Equal(
            Crc64Nvme.Combine(crcs.Item1, crcs.Item2, long.MaxValue),
            Crc64Nvme.Combine(Crc64Nvme.Combine(crcs.Item1, 0, 1), crcs.Item2, long.MaxValue - 1)));

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    public void A_negative_length_is_refused(long length) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Crc64Nvme.Combine(1, 2, length));
}
