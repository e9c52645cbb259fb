using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Options;

namespace SmartTransfer.Core.Network;

/// <summary>Derives advice from what was counted. Pure: the same counters give the same advice.</summary>
public sealed class TransferAdvisor(NetworkOptions options, LimitOptions limits)
{
    private const int MinChunksForGoodput = 2;
    private const int MinAttemptsForStability = 3;
    private const double UnstableBelow = 0.8;
    private const int RetriesBeforePause = 8;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MinTimeForGoodput = TimeSpan.FromMilliseconds(100);

    /// <summary>Advice for an upload.</summary>
    /// <param name="lengthBytes">Length of the file, in bytes.</param>
    /// <param name="counters">What is known of the link.</param>
    public TransferAdvice Advise(long lengthBytes, NetworkCounters counters)
    {
        var goodput = Goodput(counters);
        var attempts = counters.Chunks + counters.Failed;
        double? successRate = attempts > 0 ? (double)counters.Chunks / attempts : null;
        var unstable = attempts >= MinAttemptsForStability && successRate < UnstableBelow;
        var tier = unstable ? LinkTier.Slow : Tier(goodput);
        var floor = Math.Min(BlockLimits.MinChunkBytes(lengthBytes), limits.MaxChunkBytes);
        return new TransferAdvice(
            Math.Clamp(ChunkBytes(tier), floor, limits.MaxChunkBytes),
            floor,
            limits.MaxChunkBytes,
            unstable ? 1 : Parallelism(tier),
            tier,
            goodput,
            successRate,
            RetryDelay,
            RetriesBeforePause);
    }

    /// <summary>Goodput = bytes confirmed / seconds of activity, in bytes/s; null while that rests on too little.</summary>
    private static long? Goodput(NetworkCounters counters) =>
        counters.Chunks > MinChunksForGoodput && counters.ActiveTime >= MinTimeForGoodput
            ? (long)Math.Min(counters.ActiveBytes / counters.ActiveTime.TotalSeconds, long.MaxValue / 2)
            : null;

    private LinkTier Tier(long? goodput) => goodput switch
    {
        null => LinkTier.Unknown,
        var rate when rate < options.SlowBelowBytesPerSecond => LinkTier.Slow,
        var rate when rate > options.FastAboveBytesPerSecond => LinkTier.Fast,
        _ => LinkTier.Medium,
    };

    private long ChunkBytes(LinkTier tier) => tier switch
    {
        LinkTier.Slow => options.SlowChunkBytes,
        LinkTier.Fast => options.FastChunkBytes,
        _ => options.MediumChunkBytes,
    };

    private int Parallelism(LinkTier tier) => tier switch
    {
        LinkTier.Slow => 1,
        LinkTier.Fast => options.MaxParallelism,
        _ => Math.Min(3, options.MaxParallelism),
    };
}
