using FsCheck.Fluent;
using SmartTransfer.Bench.Links;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Bench.Tests.Links;

public sealed class SharingTests
{
    [Fact]
    public void Who_cannot_take_its_share_leaves_the_rest_to_the_others()
    {
        var rates = new double[4];
        Sharing.Share(100, [10, 1000, 1000, 20], [1, 1, 1, 1], rates);
        Assert.Equal([10, 35, 35, 20], rates);
    }

    [Fact]
    public void Who_weighs_more_gets_more()
    {
        var rates = new double[2];
        Sharing.Share(100, [1000, 1000], [1, 3], rates);
        Assert.Equal([25, 75], rates);
    }

    [Fact]
    public void The_link_is_used_up_or_nobody_could_take_more_and_nobody_gets_less_than_another_without_a_reason() => Always.Holds(
        from limits in Gen.Choose(1, 1000).Select(limit => (double)limit).NonEmptyListOf()
        from weights in Gen.Choose(1, 5).Select(weight => (double)weight).ListOf(limits.Count)
        from rate in Gen.Choose(0, 3000)
        select (limits.ToArray(), weights.ToArray(), (double)rate),
        given =>
        {
            var (limits, weights, bytesPerSecond) = given;
            var rates = new double[limits.Length];
            Sharing.Share(bytesPerSecond, limits, weights, rates);

            Assert.Equal(Math.Min(bytesPerSecond, limits.Sum()), rates.Sum(), 1e-6);
            Assert.All(rates.Zip(limits), pair => Assert.InRange(pair.First, 0, pair.Second));
            var shares = rates.Zip(weights).Select(pair => pair.First / pair.Second).ToList();
            Assert.All(
                shares.Select((share, i) => (share, rates[i] >= limits[i])),
                each => Assert.True(each.Item2 || each.share >= shares.Max() - 1e-9));
        });
}
