namespace SmartTransfer.Core.Links;

/// <summary>What the server advises a client to do. Clients need not follow it, except for the two limits.</summary>
/// <param name="ChunkBytes">How large the next chunks should be, in bytes.</param>
/// <param name="MinChunkBytes">The smallest chunk that is taken, in bytes; the one that ends the file may be smaller.</param>
/// <param name="MaxChunkBytes">The largest chunk that is taken, in bytes.</param>
/// <param name="Parallelism">How many chunks to send at once.</param>
/// <param name="Tier">How fast the link is.</param>
/// <param name="Stability">How far the link can be relied on.</param>
/// <param name="GoodputBytesPerSecond">Bytes confirmed per second of activity; null until it is known.</param>
/// <param name="SuccessRate">Share of attempts that got through, 0 to 1; null before the first attempt.</param>
/// <param name="RetryDelay">
/// The ceiling of the wait before the next retry of a failed chunk: wait a random time from 0 to it, and double it for every
/// further failure.
/// </param>
/// <param name="MaxRetries">After how many retries of one chunk to pause and ask for the upload's status.</param>
public sealed record TransferAdvice(
    long ChunkBytes,
    long MinChunkBytes,
    long MaxChunkBytes,
    int Parallelism,
    LinkTier Tier,
    LinkStability Stability,
    long? GoodputBytesPerSecond,
    double? SuccessRate,
    TimeSpan RetryDelay,
    int MaxRetries);
