using FsCheck.Fluent;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Rules;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Core.Tests.Rules;

public class ChunkRangeRuleTests
{
    private const long Max = 1000;

    [Theory]
    [InlineData(0, 1, null)]
    [InlineData(9, 10, null)]
    [InlineData(long.MaxValue - 1, long.MaxValue, null)]
    [InlineData(-1, 10, "offset-invalid")]
    [InlineData(long.MinValue, 10, "offset-invalid")]
    [InlineData(10, 10, "chunk-past-end")]
    [InlineData(0, 0, "chunk-past-end")]
    [InlineData(long.MaxValue, 10, "chunk-past-end")]
    public void An_offset_lies_in_the_file(long offset, long fileBytes, string? code) =>
        Assert.Equal(code, ChunkRangeRule.CheckOffset(offset, fileBytes)?.Code);

    [Theory]
    [InlineData(0, 10, 10, null)]
    [InlineData(9, 1, 10, null)]
    [InlineData(0, Max, Max, null)]
    [InlineData(0, 0, 10, "chunk-empty")]
    [InlineData(0, -1, 10, "chunk-empty")]
    [InlineData(0, 11, 10, "chunk-past-end")]
    [InlineData(9, 2, 10, "chunk-past-end")]
    [InlineData(0, Max + 1, 5000, "chunk-too-large")]
    [InlineData(0, long.MaxValue, 10, "chunk-too-large")]
    [InlineData(long.MaxValue - 1, 2, long.MaxValue, "chunk-past-end")]
    [InlineData(long.MaxValue - 1, Max, long.MaxValue, "chunk-past-end")]
    [InlineData(long.MaxValue - 1, 1, long.MaxValue, null)]
    public void A_chunk_lies_in_the_file_and_is_not_too_large(long offset, long length, long fileBytes, string? code) =>
        Assert.Equal(code, ChunkRangeRule.Check(new ByteRange(offset, length), fileBytes, Max)?.Code);

    [Theory]
    [InlineData(0, 10, null)]
    [InlineData(0, 9, "chunk-too-small")]
    [InlineData(489_999, 1, null)]
    [InlineData(489_995, 5, null)]
    [InlineData(489_990, 9, "chunk-too-small")]
    public void Chunks_have_at_least_the_floor_save_for_the_one_that_ends_the_file(long offset, long length, string? code) =>
        Assert.Equal(code, ChunkRangeRule.Check(new ByteRange(offset, length), 490_000, Max)?.Code);

    [Fact]
    public void Every_file_can_be_tiled_by_chunks_that_are_taken() => Always.Holds(
        from length in Values.ByteCounts(maxBits: 40)
        where length > 0
        from max in Gen.Choose(100, 1 << 26)
        where max >= BlockLimits.MinChunkBytes(length)
        from at in Values.ByteCounts(maxBits: 16)
        select (length, (long)max, at),
        given =>
        {
            var (length, max, index) = given;
            var floor = BlockLimits.MinChunkBytes(length);
            var offset = Math.Min(index, (length - 1) / floor) * floor;

            Assert.Null(ChunkRangeRule.CheckOffset(offset, length));
            Assert.Null(ChunkRangeRule.Check(new ByteRange(offset, Math.Min(floor, length - offset)), length, max));
        });

    [Fact]
    public void No_range_however_wild_is_a_fault() => Always.Holds(
        from offset in Values.ByteCounts(maxBits: 63)
        from length in Values.Words()
        from file in Values.ByteCounts(maxBits: 63)
        select (offset, (long)length, file),
        given =>
        {
            var (offset, length, file) = given;
            if (ChunkRangeRule.CheckOffset(offset, file) is null && ChunkRangeRule.Check(
                new ByteRange(offset, length), file, long.MaxValue) is null)
            {
                Assert.True(length > 0 && length <= file - offset);
            }
        });
}
