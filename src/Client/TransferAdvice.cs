namespace SmartTransfer.Client;

/// <summary>What the service advises for a link (docs/protocol.md, Advice). Immutable.</summary>
public sealed record TransferAdvice
{
    /// <summary>What is assumed before the service has said anything.</summary>
    public static TransferAdvice Default { get; } = new();

    /// <summary>How large the next chunks should be, in bytes.</summary>
    public long ChunkBytes { get; init; } = 1024 * 1024;

    /// <summary>The smallest chunk that the service takes of this file, in bytes.</summary>
    public long MinChunkBytes { get; init; } = 1;

    /// <summary>The largest chunk that the service takes, in bytes.</summary>
    public long MaxChunkBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>How many chunks to send at once.</summary>
    public int Parallelism { get; init; } = 3;

    /// <summary><c>unknown</c>, <c>slow</c>, <c>medium</c> or <c>fast</c>.</summary>
    public string Tier { get; init; } = "unknown";

    /// <summary><c>unknown</c>, <c>stable</c>, <c>variable</c> or <c>unstable</c>.</summary>
    public string Stability { get; init; } = "unknown";

    /// <summary>The ceiling of the wait before the next retry of a chunk.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Retries of one chunk after which to ask for the status.</summary>
    public int MaxRetries { get; init; } = 5;

    /// <summary>Bytes confirmed per second of activity, over all connections; null until known.</summary>
    public long? GoodputBytesPerSecond { get; init; }

    /// <summary>Share of attempts that got through, 0 to 1; null before the first.</summary>
    public double? SuccessRate { get; init; }
}
