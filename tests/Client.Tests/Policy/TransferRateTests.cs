using SmartTransfer.Client.Policy;

namespace SmartTransfer.Client.Tests.Policy;

/// <summary>Rule 9.2 of docs/clients.md.</summary>
public sealed class TransferRateTests
{
    private const long Chunk = 1000;

    [Fact]
    public void In_the_first_three_seconds_nothing_is_known()
    {
        var rate = new TransferRate();
        rate.Count(1_000_000, TimeSpan.FromSeconds(1));

        Assert.Null(rate.BytesPerSecond(TimeSpan.FromSeconds(2.9), Chunk));
        Assert.NotNull(rate.BytesPerSecond(TimeSpan.FromSeconds(3), Chunk));
    }

    [Fact]
    public void A_steady_rate_is_told_as_it_is()
    {
        var rate = Sent(seconds: 60, each: 5000);

        Assert.Equal(5000, rate.BytesPerSecond(TimeSpan.FromSeconds(60), Chunk)!.Value, 600d);
    }

    [Fact]
    public void On_a_fast_link_the_window_is_ten_seconds()
    {
        var rate = Sent(seconds: 60, each: 5000);
        for (var second = 60; second < 71; second++)
        {
            rate.Count(50_000, TimeSpan.FromSeconds(second));
        }

        Assert.Equal(50_000, rate.BytesPerSecond(TimeSpan.FromSeconds(70.9), Chunk)!.Value, 1000d);
    }

    [Fact]
    public void On_a_slow_link_on_which_a_chunk_comes_every_20_s_it_does_not_flicker()
    {
        var rate = new TransferRate();
        var told = new List<double>();
        for (var second = 0; second < 400; second++)
        {
            if (second % 20 == 19)
            {
                rate.Count(Chunk, TimeSpan.FromSeconds(second));
            }

            if (second > 130)
            {
                told.Add(rate.BytesPerSecond(TimeSpan.FromSeconds(second + 0.5), Chunk)!.Value);
            }
        }

        Assert.All(told, bytes => Assert.InRange(bytes, 40, 67));
    }

    [Fact]
    public void What_a_failed_attempt_sent_is_taken_back_and_never_below_nothing()
    {
        var rate = Sent(seconds: 20, each: 100);
        rate.Count(-1_000_000, TimeSpan.FromSeconds(20));

        Assert.Equal(0, rate.BytesPerSecond(TimeSpan.FromSeconds(20.5), Chunk));
    }

    [Fact]
    public void Two_minutes_of_silence_are_a_rate_of_nothing()
    {
        var rate = Sent(seconds: 10, each: 5000);

        Assert.Equal(0, rate.BytesPerSecond(TimeSpan.FromSeconds(200), Chunk));
    }

    private static TransferRate Sent(int seconds, long each)
    {
        var rate = new TransferRate();
        for (var second = 0; second < seconds; second++)
        {
            rate.Count(each, TimeSpan.FromSeconds(second));
        }

        return rate;
    }
}
