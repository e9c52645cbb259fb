using FsCheck.Fluent;
using SmartTransfer.Core.Links;
using SmartTransfer.Testing.Properties;
using SmartTransfer.Testing.Storage;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Core.Tests.Links;

public class NetworkProfileTests
{
    private static readonly DateTimeOffset Now = ManualTimeProvider.DefaultStart;

    private static readonly NetworkProfile Stranger = NetworkProfile.New(SampleClient.Key(1));

    [Fact]
    public void Nothing_is_known_of_a_stranger() => Assert.Equal(NetworkCounters.Zero, Stranger.StartOf(Now));

    [Fact]
    public void An_upload_that_has_ended_is_counted_and_one_that_goes_on_is_not_yet()
    {
        var learned = Learned(Now, stored: 10, failed: 2) with { Chunks = 10, Bytes = 100, LastAt = Now };
        var going = Stranger.With(learned, ended: false, Now);
        var ended = going.With(learned, ended: true, Now).With(learned, ended: true, Now);

        Assert.Equal((0, 0), (going.Sessions, going.Total.Chunks));
        Assert.Equal((2, 20, 200), (ended.Sessions, ended.Total.Chunks, ended.Total.Bytes));
        Assert.NotEqual(0, going.Total.Evidence.Attempts);
        Assert.Equal(DateTimeOffset.MinValue, ended.Total.LastAt);
    }

    [Fact]
    public void The_later_upload_counts_in_full_and_the_earlier_no_more_in_whichever_order_they_come()
    {
        var (good, bad) = (Learned(Now, stored: 500, failed: 0), Learned(Now + TimeSpan.FromHours(1), stored: 50, failed: 50));
        var inOrder = Stranger.With(good, ended: true, Now).With(bad, ended: true, Now);
        var outOfOrder = Stranger.With(bad, ended: true, Now).With(good, ended: true, Now);

        Assert.All([inOrder, outOfOrder], profile => Assert.Equal(0.5, LinkEstimate.Of(profile.Total.Evidence).SuccessRate!.Value, 6));
        Assert.All([inOrder, outOfOrder], profile => Assert.Equal(bad.Steering.ChunkBytes, profile.Total.Steering.ChunkBytes));
    }

    [Fact]
    public void What_a_short_upload_cannot_tell_is_still_known_from_the_one_before()
    {
        var profile = Stranger.With(
            Learned(Now, stored: 500, failed: 0), ended: true, Now).With(Learned(Now, stored: 1, failed: 0), ended: true, Now);
        Assert.Equal(1 + (0.9 * 500), profile.Total.Evidence.Attempts, 6);
    }

    [Fact]
    public void Failures_in_a_row_and_what_a_search_had_counted_are_not_carried_over()
    {
        var start = Stranger.With(SampleCounters.Full, ended: true, Now).StartOf(Now);
        Assert.Equal((34, 36, 0), (start.Steering.ChunkBytes, start.Steering.Parallelism.Connections, start.Steering.FailuresInRow));
        Assert.Equal(new Parallelism { Connections = 36, Before = 41.5 }, start.Steering.Parallelism);
        Assert.Equal((0, 0), (start.Chunks, start.Bytes));
    }

    [Fact]
    public void Whatever_was_learned_a_start_is_finite_and_weighs_no_more_than_it_may() => Always.Holds(
        from numbers in Gen.Choose(0, 1_000_000).ListOf(12)
        from hours in Gen.Choose(-5, 1_000)
        select (numbers: numbers.ToArray(), hours),
        given =>
        {
            var n = given.numbers;
            var learned = NetworkCounters.Zero with
            {
                Evidence = new LinkEvidence
                {
                    At = Now,
                    Since = Now - TimeSpan.FromSeconds(n[0]),
                    Completed = new RateSum(n[1], n[2]),
                    Reported = new RateSum(n[3], n[4]),
                    Streamed = new RateSum(n[5], n[6]),
                    ConnectionSeconds = n[7],
                    Stored = n[8],
                    Failed = n[9],
                    ReportedFailed = n[10],
                    ExposedSeconds = n[11],
                },
            };
            var start = Stranger.With(learned, ended: true, Now).StartOf(Now + TimeSpan.FromHours(given.hours)).Evidence;

            Assert.All(
                [start.Completed.Seconds, start.Reported.Seconds, start.Streamed.Seconds],
                seconds => Assert.InRange(seconds, 0, CarriedEvidence.MaxSeconds + 1e-6));
            Assert.All(
                [start.ExposedSeconds, start.WallSeconds, start.ConnectionSeconds],
                seconds => Assert.True(double.IsFinite(seconds) && seconds >= 0));
            Assert.True(start.Since <= start.At);
        });

    private static NetworkCounters Learned(DateTimeOffset at, int stored, int failed) => NetworkCounters.Zero with
    {
        Evidence = new LinkEvidence
        {
            At = at,
            Since = at - TimeSpan.FromMinutes(2),
            Stored = stored,
            Failed = failed,
            Completed = new RateSum(1e6, 100),
            ConnectionSeconds = 100,
            ExposedSeconds = 100,
        },
        Steering = new Steering { At = at, ChunkBytes = 100_000 + stored },
    };
}
