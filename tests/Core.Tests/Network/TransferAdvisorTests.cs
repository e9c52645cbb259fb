using FsCheck.Fluent;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Network;
using SmartTransfer.Core.Options;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Core.Tests.Network;

public class TransferAdvisorTests
{
    private const long KiB = 1024;
    private const long SmallFile = 1_000_000;

    private readonly TransferAdvisor _advisor = new(new NetworkOptions(), new LimitOptions());

    [Theory]
    [InlineData(1, LinkTier.Slow, 256 * KiB, 1)]
    [InlineData(124_999, LinkTier.Slow, 256 * KiB, 1)]
    [InlineData(125_000, LinkTier.Medium, 1024 * KiB, 3)]
    [InlineData(1_250_000, LinkTier.Medium, 1024 * KiB, 3)]
    [InlineData(1_250_001, LinkTier.Fast, 2048 * KiB, 6)]
    [InlineData(100_000_000, LinkTier.Fast, 2048 * KiB, 6)]
    public void The_goodput_decides_the_tier_and_the_tier_the_size(long bytesPerSecond, LinkTier tier, long chunkBytes, int parallelism)
    {
        var advice = _advisor.Advise(SmallFile, Link(bytesPerSecond));

        Assert.Equal((tier, chunkBytes, parallelism, bytesPerSecond), (advice.Tier, advice.ChunkBytes, advice.Parallelism, advice.GoodputBytesPerSecond));
        Assert.Equal(1, advice.SuccessRate);
    }

    [Fact]
    public void A_link_that_nobody_knows_is_taken_for_medium()
    {
        var advice = _advisor.Advise(SmallFile, NetworkCounters.Zero);

        Assert.Equal((LinkTier.Unknown, 1024 * KiB, 3), (advice.Tier, advice.ChunkBytes, advice.Parallelism));
        Assert.Null(advice.GoodputBytesPerSecond);
        Assert.Null(advice.SuccessRate);
    }

    [Fact]
    public void Two_chunks_or_a_moment_are_too_little_to_judge_by()
    {
        Assert.Equal(LinkTier.Unknown, _advisor.Advise(SmallFile, Link(1) with { Chunks = 2 }).Tier);
        Assert.Equal(LinkTier.Slow, _advisor.Advise(SmallFile, Link(1) with { Chunks = 3 }).Tier);
        Assert.Equal(LinkTier.Unknown, _advisor.Advise(SmallFile, Link(1) with { ActiveTime = TimeSpan.FromMilliseconds(99) }).Tier);
    }

    [Theory]
    [InlineData(8, 2, 6)]
    [InlineData(7, 2, 1)]
    [InlineData(0, 3, 1)]
    [InlineData(0, 2, 3)]
    [InlineData(1, 1, 3)]
    public void An_unstable_link_gets_one_connection_and_small_chunks(int stored, int broken, int parallelism)
    {
        var advice = _advisor.Advise(SmallFile, Link(10_000_000) with { Chunks = stored, Broken = broken });

        Assert.Equal(parallelism, advice.Parallelism);
        Assert.Equal(parallelism == 1, advice.ChunkBytes == 256 * KiB);
        Assert.Equal((double)stored / (stored + broken), advice.SuccessRate);
    }

    [Fact]
    public void Chunks_that_were_refused_say_nothing_of_the_link() =>
        Assert.Equal(1, _advisor.Advise(SmallFile, Link(1_000_000) with { Refused = 1_000 }).SuccessRate);

    [Theory]
    [InlineData(49_000L * 2048 * KiB, 2048 * KiB)]
    [InlineData((49_000L * 2048 * KiB) + 1, (2048 * KiB) + 1)]
    [InlineData(274_877_906_944, 5_609_754)]
    public void Of_a_long_file_no_chunk_is_advised_that_would_be_refused(long length, long chunkBytes)
    {
        var advice = _advisor.Advise(length, Link(10_000_000));

        Assert.Equal(chunkBytes, advice.ChunkBytes);
        Assert.Equal(BlockLimits.MinChunkBytes(length), advice.MinChunkBytes);
    }

    [Fact]
    public void Whatever_was_counted_the_advice_keeps_its_own_limits() => Always.Holds(
        from length in Values.ByteCounts(maxBits: 48)
        from chunks in Values.ByteCounts(maxBits: 40)
        from failed in Values.ByteCounts(maxBits: 40)
        from bytes in Values.ByteCounts(maxBits: 62)
        from ticks in Values.ByteCounts(maxBits: 60)
        select (length, new NetworkCounters { Chunks = chunks, Broken = failed, ActiveBytes = bytes, ActiveTime = TimeSpan.FromTicks(ticks) }),
        given =>
        {
            var advice = _advisor.Advise(given.length, given.Item2);

            Assert.True(advice.MinChunkBytes <= advice.ChunkBytes && advice.ChunkBytes <= advice.MaxChunkBytes);
            Assert.InRange(advice.Parallelism, 1, 6);
            Assert.InRange(advice.SuccessRate ?? 1, 0, 1);
            Assert.True(advice.GoodputBytesPerSecond is null or >= 0);
            Assert.True(advice.RetryDelay > TimeSpan.Zero && advice.MaxRetries > 0);
            Assert.Equal(advice, _advisor.Advise(given.length, given.Item2));
        });

    [Fact]
    public void The_tiers_are_settings()
    {
        var options = new NetworkOptions { SlowChunkBytes = 70_000, MediumChunkBytes = 80_000, FastChunkBytes = 90_000, SlowBelowBytesPerSecond = 10, FastAboveBytesPerSecond = 20, MaxParallelism = 2 };
        var advisor = new TransferAdvisor(options, new LimitOptions());

        Assert.Equal((70_000, 1), (advisor.Advise(SmallFile, Link(9)).ChunkBytes, advisor.Advise(SmallFile, Link(9)).Parallelism));
        Assert.Equal((80_000, 2), (advisor.Advise(SmallFile, Link(15)).ChunkBytes, advisor.Advise(SmallFile, Link(15)).Parallelism));
        Assert.Equal((90_000, 2), (advisor.Advise(SmallFile, Link(21)).ChunkBytes, advisor.Advise(SmallFile, Link(21)).Parallelism));
    }

    private static NetworkCounters Link(long bytesPerSecond) => new() { Chunks = 10, ActiveBytes = bytesPerSecond * 10, ActiveTime = TimeSpan.FromSeconds(10) };
}
