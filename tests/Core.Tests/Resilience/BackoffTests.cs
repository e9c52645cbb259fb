using FsCheck.Fluent;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Resilience;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Core.Tests.Resilience;

public class BackoffTests
{
    private static readonly RetryOptions Options = new() { BaseDelay = TimeSpan.FromSeconds(1), MaxDelay = TimeSpan.FromSeconds(30) };

    [Theory]
    [InlineData(0, 0.5, 1)]
    [InlineData(1, 0.5, 2)]
    [InlineData(2, 0.5, 4)]
    [InlineData(4, 0.5, 16)]
    [InlineData(5, 0.5, 30)]
    [InlineData(2, 0, 2)]
    [InlineData(2, 0.75, 5)]
    public void The_delay_doubles_and_is_spread_by_half_to_either_side(int attempt, double jitter, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Backoff.Delay(Options, attempt, jitter, null));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(7, 7)]
    [InlineData(3_600, 30)]
    public void What_the_store_asks_for_counts_if_it_is_longer_up_to_the_longest_delay(int asked, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Backoff.Delay(Options, 0, 0.5, TimeSpan.FromSeconds(asked)));

    [Fact]
    public void It_is_never_nothing_and_never_longer_than_the_longest() => Always.Holds(
        from attempt in Gen.Choose(0, 10)
        from thousandths in Gen.Choose(0, 999)
        from asked in Gen.Choose(-1, 100_000)
        select (attempt, thousandths, asked),
        given =>
        {
            var delay = Backoff.Delay(
                Options, given.attempt, given.thousandths / 1000d, given.asked < 0 ? null : TimeSpan.FromSeconds(given.asked));

            Assert.InRange(delay, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(30));
            Assert.True(delay >= TimeSpan.FromSeconds(Math.Min(given.asked, 30)));
        });
}
