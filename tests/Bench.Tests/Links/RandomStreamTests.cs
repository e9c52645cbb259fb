using SmartTransfer.Bench.Links;

namespace SmartTransfer.Bench.Tests.Links;

public sealed class RandomStreamTests
{
    [Fact]
    public void The_numbers_are_the_same_everywhere_and_for_ever()
    {
        var stream = new RandomStream(1, Purpose.Levels);
        Assert.Equal(
            [0.35735981992418431, 0.33271537690015562, 49.284649672359848], new[] { stream.Next(), stream.Next(), stream.UntilNext(0.01) });
    }

    [Fact]
    public void Streams_of_other_seeds_and_purposes_are_others()
    {
        double[] first =
        [
            new RandomStream(1, 1).Next(), new RandomStream(1, 2).Next(), new RandomStream(2, 1).Next(), new RandomStream(2, 2).Next(),
        ];
        Assert.Equal(4, first.Distinct().Count());
    }

    [Fact]
    public void Numbers_are_uniform()
    {
        var stream = new RandomStream(7, 1);
        var tenths = new int[10];
        for (var i = 0; i < 100_000; i++)
        {
            tenths[(int)(stream.Next() * 10)]++;
        }

        Assert.All(tenths, count => Assert.InRange(count, 9_600, 10_400));
    }

    [Fact]
    public void Waiting_times_are_exponential()
    {
        var stream = new RandomStream(7, 1);
        var times = Enumerable.Range(0, 100_000).Select(_ => stream.UntilNext(0.5)).ToList();

        Assert.InRange(times.Average(), 1.97, 2.03);
        foreach (var seconds in new[] { 0.1, 1, 2, 6 })
        {
            Assert.InRange(times.Count(time => time > seconds) / 100_000.0, Math.Exp(-seconds / 2) - 0.005, Math.Exp(-seconds / 2) + 0.005);
        }

        Assert.Equal(double.PositiveInfinity, stream.UntilNext(0));
    }
}
