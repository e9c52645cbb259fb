using SmartTransfer.Core.Ledgers;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Core.Tests.Ledgers;

public class BlockLimitsTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(49_000, 1)]
    [InlineData(49_001, 2)]
    [InlineData(98_000, 2)]
    [InlineData(98_001, 3)]
    [InlineData(274_877_906_944, 5_609_754)]
    [InlineData(long.MaxValue, 188_232_082_384_792)]
    public void The_floor_is_the_length_over_the_planned_blocks_rounded_up(long length, long floor) =>
        Assert.Equal(floor, BlockLimits.MinChunkBytes(length));

    [Fact]
    public void Chunks_of_the_floor_keep_every_file_within_the_planned_blocks_and_smaller_ones_would_not() => Always.Holds(
        Values.ByteCounts(maxBits: 63),
        length =>
        {
            var floor = BlockLimits.MinChunkBytes(length);

            Assert.True(floor >= 1);
            Assert.True(Chunks(length, floor) <= BlockLimits.PlannedBlocks);
            Assert.True(floor == 1 || Chunks(length, floor - 1) > BlockLimits.PlannedBlocks);
        });

    [Fact]
    public void What_is_planned_leaves_slack_below_what_storage_takes() =>
        Assert.InRange(BlockLimits.PlannedBlocks, 1, BlockLimits.MaxCommittedBlocks - 1);

    private static Int128 Chunks(long length, long each) => ((Int128)length + each - 1) / each;
}
