using SmartTransfer.Client.Policy;

namespace SmartTransfer.Client.Tests.Policy;

/// <summary>Rule 4 of docs/clients.md.</summary>
public sealed class StallLimitsTests
{
    private const long MiB = 1024 * 1024;

    private static readonly TransferAdvice Unknown = TransferAdvice.Default;

    [Fact]
    public void A_link_that_nobody_knows_is_given_two_minutes() => Assert.Equal(120, Limit(new StallLimits(), MiB));

    [Fact]
    public void Before_the_first_chunk_the_advised_goodput_counts_shared_by_its_connections()
    {
        var advice = new TransferAdvice { GoodputBytesPerSecond = 1_000_000, Parallelism = 4 };

        Assert.Equal(4 * 10_000_000 / 250_000d / 4, new StallLimits().LimitOf(0, 2_500_000, false, advice).TotalSeconds);
    }

    [Theory]
    [InlineData(1_000_000, 10_000_000, 40)]
    [InlineData(1_000_000, 1_000, 5)]
    [InlineData(10_000, 1_000_000, 120)]
    public void A_chunk_has_four_times_what_the_measured_rate_makes_of_it_within_5_s_and_2_min(long rate, long bytes, double seconds)
    {
        var limits = new StallLimits();
        limits.Acknowledged(0, rate, TimeSpan.FromSeconds(1));

        Assert.Equal(seconds, Limit(limits, bytes));
    }

    [Fact]
    public void The_rate_is_smoothed_by_a_quarter()
    {
        var limits = new StallLimits();
        limits.Acknowledged(0, 1000, TimeSpan.FromSeconds(1));
        limits.Acknowledged(1, 2000, TimeSpan.FromSeconds(1));

        Assert.Equal(1250, limits.BytesPerSecond);
    }

    [Fact]
    public void Each_attempt_that_was_given_up_doubles_the_limit_of_its_connection_up_to_2_min()
    {
        var limits = new StallLimits();
        limits.Acknowledged(0, MiB, TimeSpan.FromSeconds(1));
        var seconds = new List<double>();
        for (var i = 0; i < 6; i++)
        {
            limits.GivenUp(0);
            seconds.Add(Limit(limits, MiB));
        }

        Assert.Equal([10, 20, 40, 80, 120, 120], seconds);
        Assert.Equal(5, limits.LimitOf(1, MiB, false, Unknown).TotalSeconds);
        limits.Acknowledged(0, MiB, TimeSpan.FromSeconds(1));
        Assert.Equal(5, Limit(limits, MiB));
    }

    [Fact]
    public void The_smallest_chunk_is_given_up_to_16_min_so_that_no_link_is_too_slow()
    {
        var limits = new StallLimits();
        var seconds = new List<double>();
        for (var i = 0; i < 5; i++)
        {
            limits.GivenUp(0);
            seconds.Add(limits.LimitOf(0, 64 * 1024, isSmallest: true, Unknown).TotalSeconds);
        }

        Assert.Equal([240, 480, 960, 960, 960], seconds);
    }

    private static double Limit(StallLimits limits, long bytes) => limits.LimitOf(0, bytes, isSmallest: false, Unknown).TotalSeconds;
}
