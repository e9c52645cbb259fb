using FsCheck.Fluent;
using SmartTransfer.Core.Links;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Core.Tests.Links;

public class ChunkSizeTests
{
    private const long Max = 8 * 1024 * 1024;

    [Theory]
    [InlineData(100_000, 0.2, 0.1, 200_000)]
    [InlineData(100_000, 0.05, 0.1, 100_000)]
    [InlineData(100_000, 0.2, 0.4, 100_000)]
    [InlineData(50_000, 0.2, 0.1, 100_000)]
    [InlineData(100_000, 5, 0.000_001, 6_000_000)]
    public void The_size_is_the_checkpoint_interval_of_young_and_daly(double rate, double overhead, double failures, double bytes) =>
        Assert.Equal(bytes, ChunkSize.YoungDaly(rate, overhead, failures), tolerance: 1e-6 * bytes);

    [Fact]
    public void No_other_size_costs_less_by_more_than_a_fiftieth_where_the_formula_holds() => Always.Holds(
        from rate in Gen.Choose(10_000, 10_000_000)
        from overhead in Gen.Choose(20, 1_000).Select(ms => ms / 1000.0)
        from meanSeconds in Gen.Choose(200, 10_000)
        select (rate, overhead, meanSeconds),
        given =>
        {
            var failures = 1.0 / given.meanSeconds;
            var best = Enumerable.Range(1, 600).Min(i => Cost(i / 10.0));

            Assert.InRange(Cost(ChunkSize.YoungDaly(given.rate, given.overhead, failures) / given.rate), 0.999 * best, 1.02 * best);

            // Expected seconds for a second of content, when a failure costs what was sent of the chunk: (e^(λ(τ+c)) − 1)/(λτ).
            double Cost(double seconds) => (Math.Exp(failures * (seconds + given.overhead)) - 1) / (failures * seconds);
        });

    [Theory]
    [InlineData(1_000_000, null, 999_424)]
    [InlineData(1_499_999, 1_000_000L, 1_000_000)]
    [InlineData(1_500_000, 1_000_000L, 1_490_944)]
    [InlineData(666_667, 1_000_000L, 1_000_000)]
    [InlineData(666_666, 1_000_000L, 655_360)]
    [InlineData(1, null, 65_536)]
    [InlineData(1e300, 5_000_000L, Max)]
    [InlineData(13_000_000, 7_000_000L, Max)]
    [InlineData(9_000_000, 9_000_000L, Max)]
    public void Advice_changes_only_when_the_evidence_differs_by_half_as_much_again(double wanted, long? standing, long bytes) =>
        Assert.Equal(bytes, ChunkSize.Settle(wanted, standing, Max));

    [Fact]
    public void Where_the_largest_chunk_is_small_it_is_the_smallest_too() => Assert.Equal(1_000, ChunkSize.Settle(50, null, 1_000));
}
