using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Options;

namespace SmartTransfer.Core.Links;

/// <summary>Derives advice from what was counted. Pure: the same counters at the same instant give the same advice.</summary>
public sealed class TransferAdvisor(NetworkOptions options, LimitOptions limits)
{
    /// <summary>A chunk that was awaited for longer than this many times what it should take is taken for lost.</summary>
    private const double LostAfter = 3;

    private static readonly TimeSpan MinSilence = TimeSpan.FromSeconds(10);

    /// <summary>Longer silence is a pause of the client's.</summary>
    private static readonly TimeSpan MaxSilence = TimeSpan.FromMinutes(5);

    /// <summary>Advice for an upload.</summary>
    /// <param name="lengthBytes">Length of the file, in bytes.</param>
    /// <param name="counters">What is known of the link.</param>
    /// <param name="now">The instant.</param>
    public TransferAdvice Advise(long lengthBytes, NetworkCounters counters, DateTimeOffset now)
    {
        var estimate = Estimate(counters, now);
        var stability = StabilityRule.Judge(estimate, counters.Steering.FailuresInRow);
        var floor = Math.Min(BlockLimits.MinChunkBytes(lengthBytes), limits.MaxChunkBytes);
        var connections = stability is LinkStability.Unstable
            ? 1
            : Math.Clamp(counters.Steering.Parallelism.Connections, 1, options.MaxParallelism);
        var chunkBytes = ChunkSize.Settle(
            ChunkSize.Wanted(estimate, stability, Math.Min(counters.Steering.Sharers, connections), counters.Steering.Keeps, options),
            counters.Steering.ChunkBytes,
            limits.MaxChunkBytes);
        return new TransferAdvice(
            Math.Clamp(chunkBytes, floor, limits.MaxChunkBytes),
            floor,
            limits.MaxChunkBytes,
            connections,
            ChunkSize.TierOf(estimate, options),
            stability,
            estimate.GoodputBytesPerSecond is { } goodput ? (long)Math.Min(goodput, long.MaxValue / 2) : null,
            estimate.SuccessRate,
            RetryAdvice.Ceiling(counters.Steering.FailuresInRow - 1),
            RetryAdvice.GiveUpAfter((estimate.SuccessRate ?? 1) * estimate.Attempts, estimate.Attempts));
    }

    /// <summary>What the advice rests on.</summary>
    /// <param name="counters">What is known of the link.</param>
    /// <param name="now">The instant.</param>
    public static LinkEstimate Estimate(NetworkCounters counters, DateTimeOffset now) =>
        LinkEstimate.Of(Silence(counters, now) is { } lost ? counters.Evidence.FadedTo(now) + lost : counters.Evidence.FadedTo(now));

    /// <summary>
    /// A failure that nobody saw: under the Functions host a connection that breaks in mid-body never reaches us, and what
    /// we notice is that a chunk which should long be here is not.
    /// </summary>
    private static LinkEvidence? Silence(NetworkCounters counters, DateTimeOffset now)
    {
        var silence = now - counters.LastAt;
        if (silence < MinSilence || silence > MaxSilence || LinkEstimate.Of(counters.Evidence).ConnectionBytesPerSecond is not { } rate)
        {
            return null;
        }

        var expected = (counters.Steering.ChunkBytes ?? ChunkSize.MinBytes) / rate;
        return silence.TotalSeconds > LostAfter * expected
            ? EvidenceOf.Sample(new TransferSample(ChunkResult.Broken, 0, silence, TimeSource.Streamed), now, counters.Evidence.HalfLife)
            : null;
    }
}
