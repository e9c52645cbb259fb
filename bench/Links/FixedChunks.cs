namespace SmartTransfer.Bench.Links;

/// <summary>A client that was configured once: always the same size over the same number of connections.</summary>
internal sealed class FixedChunks(long chunkBytes, int connections) : IChunkPolicy
{
    public long ChunkBytes => chunkBytes;

    public int Connections => connections;

    public double RetrySeconds(Attempt attempt, int failures, RandomStream jitter) => Backoff.Seconds(attempt.End, failures, jitter);
}
