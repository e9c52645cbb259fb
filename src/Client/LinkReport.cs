namespace SmartTransfer.Client;

/// <summary>What the service knows of a link, and why it advises what it does. Numbers are null until known.</summary>
public sealed record LinkReport
{
    /// <summary>Chunks that were stored.</summary>
    public long Chunks { get; init; }

    /// <summary>Bytes that were stored.</summary>
    public long Bytes { get; init; }

    /// <summary>Attempts that failed, as far as the service saw or was told.</summary>
    public long Failed { get; init; }

    /// <summary>Bytes per second over all connections.</summary>
    public double? GoodputBytesPerSecond { get; init; }

    /// <summary>Seconds that each chunk costs besides its transfer.</summary>
    public double? OverheadSeconds { get; init; }

    /// <summary>Failures per second of transfer.</summary>
    public double? FailuresPerSecond { get; init; }

    /// <summary>Share of attempts that got through, 0 to 1.</summary>
    public double? SuccessRate { get; init; }

    /// <summary>How much single chunks' rates differ: standard deviation of their logarithm.</summary>
    public double? Variation { get; init; }

    /// <summary>The advice.</summary>
    public TransferAdvice Advice { get; init; } = TransferAdvice.Default;

    /// <summary>Why, in sentences.</summary>
    public IReadOnlyList<string> Because { get; init; } = [];

    /// <summary>Ended uploads behind it, where it is of a client and not of one upload.</summary>
    public long? Sessions { get; init; }
}
