using FsCheck.Fluent;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Tests.Network;
using SmartTransfer.Testing.Properties;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Core.Tests.Links;

public class TransferAdvisorTests
{
    private const long KiB = 1024;
    private const long SmallFile = 1_000_000;

    private static readonly DateTimeOffset Now = ManualTimeProvider.DefaultStart;

    private readonly TransferAdvisor _advisor = new(new NetworkOptions(), new LimitOptions());

    [Theory]
    [InlineData(1, LinkTier.Slow, 256 * KiB)]
    [InlineData(124_999, LinkTier.Slow, 256 * KiB)]
    [InlineData(125_000, LinkTier.Medium, 1024 * KiB)]
    [InlineData(1_250_000, LinkTier.Medium, 1024 * KiB)]
    [InlineData(1_250_001, LinkTier.Fast, 2048 * KiB)]
    [InlineData(100_000_000, LinkTier.Fast, 2048 * KiB)]
    public void While_few_chunks_are_known_the_goodput_decides_the_tier_and_the_tier_the_size(
        long bytesPerSecond, LinkTier tier, long chunkBytes)
    {
        var advice = Advise(Link(bytesPerSecond, chunks: 3));

        Assert.Equal((tier, chunkBytes, bytesPerSecond), (advice.Tier, advice.ChunkBytes, advice.GoodputBytesPerSecond));
        Assert.Equal(1, advice.SuccessRate);
    }

    [Fact]
    public void A_link_that_nobody_knows_begins_with_small_chunks()
    {
        var advice = Advise(LinkEvidence.None);

        Assert.Equal(
            (LinkTier.Unknown, LinkStability.Unknown, 256 * KiB, 3),
            (advice.Tier, advice.Stability, advice.ChunkBytes, advice.Parallelism));
        Assert.Null(advice.GoodputBytesPerSecond);
        Assert.Null(advice.SuccessRate);
    }

    [Theory]
    [InlineData(10_000_000, 8 * 1024 * KiB)]
    [InlineData(1_000_000, 2048 * KiB)]
    [InlineData(50_000, 96 * KiB)]
    [InlineData(5_000, 64 * KiB)]
    public void A_link_that_never_failed_gets_the_largest_chunk_that_is_worth_its_overhead(long bytesPerSecond, long chunkBytes) =>
        Assert.Equal(chunkBytes, Advise(Link(bytesPerSecond, chunks: 10)).ChunkBytes);

    [Theory]
    [InlineData(1, 4640 * KiB)]
    [InlineData(2, 1632 * KiB)]
    [InlineData(4, 576 * KiB)]
    public void Connections_that_share_a_link_share_its_rate_and_hide_one_anothers_overhead(int connections, long chunkBytes)
    {
        var counters = Counters(
            Link(1_000_000, chunks: 10) with { Failed = 1 }) with
        { Steering = new Steering { Parallelism = new Parallelism { Connections = connections } } };

        Assert.Equal(
            (connections, chunkBytes),
            (_advisor.Advise(SmallFile, counters, Now).Parallelism, _advisor.Advise(SmallFile, counters, Now).ChunkBytes));
    }

    [Theory]
    [InlineData(null, 3)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(9, 3)]
    public void A_client_that_sends_fewer_at_once_than_it_is_advised_gets_the_chunks_of_so_many(int? used, int sharers)
    {
        TransferAdvice AdviseFor(Steering steering) =>
            _advisor.Advise(SmallFile, Counters(Link(1_000_000, chunks: 10) with { Failed = 1 }) with { Steering = steering }, Now);

        var advice = AdviseFor(new Steering { Used = used, Parallelism = new Parallelism { Connections = 3 } });

        Assert.Equal(3, advice.Parallelism);
        Assert.Equal(AdviseFor(new Steering { Parallelism = new Parallelism { Connections = sharers } }).ChunkBytes, advice.ChunkBytes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void Where_what_arrived_of_a_body_is_kept_failures_make_it_no_smaller_and_a_minute_bounds_it(int failed)
    {
        var counters = Counters(Link(100_000, chunks: 10) with { Failed = failed });

        var kept = _advisor.Advise(SmallFile, counters with { Steering = new Steering { Keeps = true, Used = 1 } }, Now);
        var lost = _advisor.Advise(SmallFile, counters with { Steering = new Steering { Used = 1 } }, Now);

        Assert.InRange(kept.ChunkBytes, 5_900_000, 6_000_000);
        Assert.True(lost.ChunkBytes < kept.ChunkBytes / 3);
    }

    [Fact]
    public void The_first_body_of_which_all_that_arrives_is_kept_is_as_long_as_a_fast_links_chunk() => Assert.Equal(
        2 * 1024 * KiB,
        _advisor.Advise(SmallFile, NetworkCounters.Zero with { Steering = new Steering { Keeps = true } }, Now).ChunkBytes);

    [Theory]
    [InlineData(8, 2, 3, LinkStability.Variable)]
    [InlineData(7, 2, 3, LinkStability.Variable)]
    [InlineData(4, 5, 1, LinkStability.Unstable)]
    [InlineData(0, 3, 1, LinkStability.Unstable)]
    [InlineData(0, 2, 3, LinkStability.Unknown)]
    [InlineData(1, 1, 3, LinkStability.Unknown)]
    public void An_unstable_link_gets_one_connection_and_small_chunks(int stored, int broken, int parallelism, LinkStability stability)
    {
        var advice = Advise(Link(10_000_000, stored) with { Failed = broken });

        Assert.Equal((stability, parallelism), (advice.Stability, advice.Parallelism));
        Assert.Equal(parallelism == 1, advice.ChunkBytes <= 256 * KiB);
        Assert.Equal((double)stored / (stored + broken), advice.SuccessRate);
    }

    [Theory]
    [InlineData(3, 4, LinkStability.Variable)]
    [InlineData(4, 1, LinkStability.Unstable)]
    public void Four_failures_in_a_row_give_way_to_one_connection_for_as_long_as_they_last(
        int inRow, int parallelism, LinkStability stability)
    {
        var steering = new Steering { FailuresInRow = inRow, Parallelism = new Parallelism { Connections = 4 } };
        var advice = _advisor.Advise(SmallFile, Counters(Link(10_000_000, 50) with { Failed = inRow }) with { Steering = steering }, Now);

        Assert.Equal((stability, parallelism), (advice.Stability, advice.Parallelism));
    }

    [Theory]
    [InlineData(49_000L * 8192 * KiB, 8192 * KiB)]
    [InlineData(49_000L * 2048 * KiB, 2048 * KiB)]
    [InlineData((49_000L * 2048 * KiB) + 1, (2048 * KiB) + 1)]
    [InlineData(274_877_906_944, 5_609_754)]
    public void Of_a_long_file_no_chunk_is_advised_that_would_be_refused(long length, long chunkBytes)
    {
        var advice = _advisor.Advise(length, Counters(Link(1_000, chunks: 10)), Now);

        Assert.Equal(chunkBytes, advice.ChunkBytes);
        Assert.Equal(BlockLimits.MinChunkBytes(length), advice.MinChunkBytes);
    }

    [Fact]
    public void A_chunk_that_is_awaited_for_long_counts_as_lost_on_the_way()
    {
        var counters = Counters(Link(50_000, chunks: 10)) with
        {
            LastAt = Now,
            Steering = new Steering { At = Now, ChunkBytes = 544 * KiB, Parallelism = new Parallelism { Connections = 1 } },
        };

        Assert.Equal(544 * KiB, _advisor.Advise(SmallFile, counters, Now.AddSeconds(20)).ChunkBytes);
        var later = _advisor.Advise(SmallFile, counters, Now.AddSeconds(60));
        Assert.True(later.ChunkBytes < 400 * KiB, $"{later.ChunkBytes}");
        Assert.True(later.SuccessRate < 1);
        Assert.Equal(1, _advisor.Advise(SmallFile, counters, Now.AddHours(1)).SuccessRate);
    }

    [Fact]
    public void Whatever_was_counted_the_advice_keeps_its_own_limits() => Always.Holds(
        from length in Values.ByteCounts(maxBits: 48)
        from sums in Values.ByteCounts(maxBits: 62).ListOf(14)
        from standing in Values.ByteCounts(maxBits: 40)
        from connections in Values.ByteCounts(maxBits: 30)
        from pause in Values.ByteCounts(maxBits: 50)
        select (length, sums: sums.ToArray(), standing, connections: (int)connections, pause),
        given =>
        {
            var s = given.sums;
            var evidence = new LinkEvidence
            {
                At = Now,
                Since = Now.AddSeconds(-100),
                Reported = new RateSum(s[0], s[1]),
                Streamed = new RateSum(s[2], s[3]),
                Completed = new RateSum(s[4], s[5]),
                ConnectionSeconds = s[6],
                Stored = s[7],
                Failed = s[8],
                StorageFailed = s[9],
                ReportedFailed = s[10],
                OverheadSeconds = s[11],
                Overheads = s[12],
                ExposedSeconds = s[13],
            };
            var steering = new Steering
            {
                At = Now,
                ChunkBytes = given.standing,
                Parallelism = new Parallelism { Connections = given.connections },
            };
            var counters = Counters(evidence) with { Steering = steering, LastAt = Now };
            var advice = _advisor.Advise(given.length, counters, Now.AddTicks(given.pause));

            Assert.True(advice.MinChunkBytes <= advice.ChunkBytes && advice.ChunkBytes <= advice.MaxChunkBytes, $"{advice}");
            Assert.InRange(advice.Parallelism, 1, 6);
            Assert.InRange(advice.SuccessRate ?? 1, 0, 1);
            Assert.True(advice.GoodputBytesPerSecond is null or >= 0);
            Assert.True(advice.RetryDelay > TimeSpan.Zero && advice.MaxRetries > 0);
            Assert.Equal(advice, _advisor.Advise(given.length, counters, Now.AddTicks(given.pause)));
        });

    [Fact]
    public void The_tiers_are_settings()
    {
        var options = new NetworkOptions
        {
            SlowChunkBytes = 70_000,
            MediumChunkBytes = 90_000,
            FastChunkBytes = 120_000,
            SlowBelowBytesPerSecond = 10,
            FastAboveBytesPerSecond = 20,
            MaxParallelism = 2,
        };
        var advisor = new TransferAdvisor(options, new LimitOptions());

        Assert.Equal((65_536, 2), Of(9));
        Assert.Equal((81_920, 2), Of(15));
        Assert.Equal((114_688, 2), Of(21));

        (long, int) Of(long rate)
        {
            var advice = advisor.Advise(SmallFile, Counters(Link(rate, chunks: 3)), Now);
            return (advice.ChunkBytes, advice.Parallelism);
        }
    }

    private static LinkEvidence Link(double bytesPerSecond, double chunks) => new()
    {
        At = Now,
        Since = Now.AddDays(-1),
        Stored = chunks,
        Completed = new RateSum(bytesPerSecond * 10, 10),
        ConnectionSeconds = 10,
    };

    private static NetworkCounters Counters(LinkEvidence evidence) => new() { Evidence = evidence };

    private TransferAdvice Advise(LinkEvidence evidence) => _advisor.Advise(SmallFile, Counters(evidence), Now);
}
