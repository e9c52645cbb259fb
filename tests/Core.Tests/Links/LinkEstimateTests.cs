using SmartTransfer.Core.Links;

namespace SmartTransfer.Core.Tests.Links;

public class LinkEstimateTests
{
    [Fact]
    public void That_no_connection_was_seen_to_break_says_nothing_where_nobody_watched()
    {
        Assert.Equal(1 / 300.0, FailuresPerSecond(LinkEvidence.None), precision: 9);
        Assert.Equal(1 / 300.0, FailuresPerSecond(new LinkEvidence { Stored = 1_000, ConnectionSeconds = 10_000 }), precision: 9);
    }

    [Theory]
    [InlineData(940, 0, 0.2 / 1_000)]
    [InlineData(0, 940, 0.2 / 1_000)]
    [InlineData(340, 940, 0.2 / 1_000)]
    public void Whoever_watched_and_saw_none_break_makes_failures_unlikely(double exposed, double reported, double expected) =>
        Assert.Equal(
            expected,
            FailuresPerSecond(new LinkEvidence { ConnectionSeconds = 5_000, ExposedSeconds = exposed, ReportedSeconds = reported }),
            precision: 9);

    [Fact]
    public void Failures_that_reach_us_count_over_the_time_that_chunks_took_where_nobody_watched() =>
        Assert.Equal((0.2 / 60) + (3 / 600.0), FailuresPerSecond(new LinkEvidence { ConnectionSeconds = 540, Failed = 3 }), precision: 9);

    [Theory]
    [InlineData(0, 0.97)]
    [InlineData(6, 0.84)]
    [InlineData(12, 0.78)]
    public void How_good_a_link_is_at_best_follows_from_its_failures_and_its_overhead_whatever_size_was_sent(double failed, double chance)
    {
        var few = LinkEstimate.Of(new LinkEvidence { Failed = failed, Stored = 10, ExposedSeconds = 20 });
        var many = LinkEstimate.Of(new LinkEvidence { Failed = failed, Stored = 1_000, ExposedSeconds = 20 });

        Assert.Equal((chance, chance), (Math.Round(few.BestChance, 2), Math.Round(many.BestChance, 2)));
    }

    private static double FailuresPerSecond(LinkEvidence evidence) => LinkEstimate.Of(evidence).FailuresPerSecond;
}
