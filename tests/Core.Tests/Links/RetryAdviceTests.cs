using FsCheck.Fluent;
using SmartTransfer.Core.Links;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Core.Tests.Links;

public class RetryAdviceTests
{
    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(5, 32)]
    [InlineData(6, 60)]
    [InlineData(int.MaxValue, 60)]
    public void The_ceiling_doubles_with_every_failure_in_a_row_up_to_a_minute(int failures, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryAdvice.Ceiling(failures));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.5, 4)]
    [InlineData(0.999, 7.992)]
    public void The_delay_is_anywhere_between_nothing_and_the_ceiling(double jitter, double seconds) =>
        Assert.Equal(seconds, RetryAdvice.Draw(3, jitter).TotalSeconds, tolerance: 1e-6);

    [Theory]
    [InlineData(0, 0, 5)]
    [InlineData(1_000, 1_000, 5)]
    [InlineData(50, 100, 10)]
    [InlineData(20, 100, 28)]
    [InlineData(30, 100, 19)]
    [InlineData(0, 100, 30)]
    public void The_worse_a_link_the_longer_it_is_worth_trying(double stored, double attempts, int retries) =>
        Assert.Equal(retries, RetryAdvice.GiveUpAfter(stored, attempts));

    [Fact]
    public void It_is_never_worth_trying_for_ever_nor_giving_up_at_once() => Always.Holds(
        Values.ByteCounts(maxBits: 50).Two(),
        given => Assert.InRange(RetryAdvice.GiveUpAfter(given.Item1, given.Item2), 5, 30));
}
