using SmartTransfer.Core.Links;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Core.Tests.Links;

public class ParallelismTests
{
    private const int Max = 6;

    private static readonly DateTimeOffset Start = ManualTimeProvider.DefaultStart;

    [Fact]
    public void While_each_connection_more_brings_more_their_number_grows_to_the_most_that_are_allowed() =>
        Assert.Equal(Max, Run(connections => 100_000 * connections, seconds: 120).Last().Connections);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void On_a_link_that_so_many_fill_it_stays_at_about_as_many_and_tries_more_ever_more_seldom(int enough)
    {
        var steps = Run(connections => 1_000_000 * Math.Min(connections, enough), seconds: 3_600).ToList();
        var settled = steps.Skip(steps.Count / 2).Select(step => step.Connections).ToList();

        Assert.All(settled, connections => Assert.InRange(connections, Math.Min(enough, 2), Math.Max(enough, 3) + 1));
        Assert.True(settled.Zip(settled.Skip(1)).Count(pair => pair.First != pair.Second) <= 10);
    }

    [Fact]
    public void A_pause_is_no_part_of_the_window() =>
        Assert.Equal(new Parallelism(), new Parallelism().AfterStored(1_000, null, Max, Start));

    [Fact]
    public void A_link_that_is_unstable_gets_one_and_keeps_it_for_a_while()
    {
        var alone = new Parallelism { Connections = 5 }.Alone(Start);
        Assert.Equal(1, alone.Connections);
        Assert.Equal(alone, alone.Alone(Start));

        for (var i = 0; i < 12; i++)
        {
            alone = alone.AfterStored(1_000_000, TimeSpan.FromSeconds(1), Max, Start.AddSeconds(i));
            Assert.Equal(1, alone.Connections);
        }
    }

    private static IEnumerable<Parallelism> Run(Func<int, double> goodput, int seconds)
    {
        var (state, now) = (new Parallelism(), Start);
        while (now < Start.AddSeconds(seconds))
        {
            var interval = TimeSpan.FromSeconds(100_000 / goodput(state.Connections));
            now += interval;
            state = state.AfterStored(100_000, interval, Max, now);
            yield return state;
        }
    }
}
