using SmartTransfer.Core.Links;

namespace SmartTransfer.Functions.Json;

/// <summary>What the client is advised to do.</summary>
internal sealed record AdviceJson(
    long ChunkBytes,
    long MinChunkBytes,
    long MaxChunkBytes,
    int Parallelism,
    string Tier,
    string Stability,
    long? GoodputBytesPerSecond,
    double? SuccessRate,
    long RetryDelayMilliseconds,
    int MaxRetries)
{
    public static AdviceJson Of(TransferAdvice advice) => new(
        advice.ChunkBytes,
        advice.MinChunkBytes,
        advice.MaxChunkBytes,
        advice.Parallelism,
        advice.Tier.ToString().ToLowerInvariant(),
        advice.Stability.ToString().ToLowerInvariant(),
        advice.GoodputBytesPerSecond,
        advice.SuccessRate is { } rate ? Math.Round(rate, 3) : null,
        (long)advice.RetryDelay.TotalMilliseconds,
        advice.MaxRetries);
}
