using FsCheck.Fluent;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Streams;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Core.Tests.Streams;

public class BlockBudgetTests
{
    private const long MiB = 1024 * 1024;

    private static readonly LimitOptions Limits = new();
    private static readonly BlockBudget Budget = new(Limits, new StreamOptions());

    [Theory]
    [InlineData(0L, 4 * MiB)]
    [InlineData(1L, 4 * MiB)]
    [InlineData(4 * MiB * 49_000, 4 * MiB)]
    [InlineData((4 * MiB * 49_000) + 1, (4 * MiB) + 1)]
    [InlineData(8 * MiB * 49_000, 8 * MiB)]
    public void A_block_has_the_usual_size_until_the_file_needs_larger_ones(long length, long expected) =>
        Assert.Equal(expected, Budget.BlockBytes(default, length));

    [Fact]
    public void Small_blocks_at_the_beginning_make_the_rest_larger() =>
        Assert.Equal(8 * MiB, Budget.BlockBytes(Tip(100, 40_000), 100 + (8 * MiB * 9_000)));

    [Fact]
    public void A_block_is_never_larger_than_the_largest_chunk() =>
        Assert.Equal(
            65_536, new BlockBudget(new LimitOptions { MaxChunkBytes = 65_536 }, new StreamOptions()).BlockBytes(default, 1 << 30));

    [Fact]
    public void While_the_length_is_not_known_the_longest_file_is_planned_for() =>
        Assert.Equal(Budget.BlockBytes(default, Limits.MaxFileBytes), Budget.BlockBytes(default, null));

    [Fact]
    public void A_small_block_is_allowed_as_long_as_the_rest_fits_into_the_largest()
    {
        Assert.True(Budget.Allows(default, 1, 274_877_906_944));
        Assert.True(Budget.Allows(Tip(0, 49_998), 1, (8 * MiB) + 1));
        Assert.False(Budget.Allows(Tip(0, 49_998), 1, (8 * MiB) + 2));
        Assert.True(Budget.Allows(Tip(0, 49_999), 1, null));
        Assert.False(Budget.Allows(Tip(0, 50_000), 1, null));
    }

    [Fact]
    public void Whatever_sizes_are_allowed_the_file_never_needs_more_blocks_than_it_can_have() => Always.Holds(
        from length in Gen.Choose(1, 200_000).Select(thousands => thousands * 1_000L * 65_536 / 1_000)
        from seed in Gen.Choose(0, int.MaxValue)
        select (length, seed),
        test =>
        {
            var budget = new BlockBudget(new LimitOptions { MaxChunkBytes = 8 * 65_536 }, new StreamOptions { BlockBytes = 65_536 });
            var random = new Random(test.seed);
            var tip = default(StreamTip);
            while (tip.Offset < test.length)
            {
                // A client that sends one byte at a time where it may, and whole blocks else.
                var whole = Math.Min(budget.BlockBytes(tip, test.length), test.length - tip.Offset);
                var block = random.Next(4) > 0 && budget.Allows(tip, 1, test.length) ? 1 : whole;
                Assert.True(budget.Allows(tip, block, test.length));

                tip = Tip(tip.Offset + block, tip.BlockCount + 1);
            }

            Assert.InRange(tip.BlockCount, 1, BlockLimits.MaxCommittedBlocks);
        });

    private static StreamTip Tip(long offset, int blocks) => new(new(offset, 0, 0), blocks);
}
