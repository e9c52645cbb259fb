namespace SmartTransfer.Client;

/// <summary>Where a transfer stands (docs/clients.md, rule 9). Immutable.</summary>
public sealed record TransferProgress
{
    /// <summary>What it is doing.</summary>
    public required TransferPhase Phase { get; init; }

    /// <summary>The file's name.</summary>
    public required string FileName { get; init; }

    /// <summary>Length of the file in bytes; null while it is not known.</summary>
    public long? Length { get; init; }

    /// <summary>Bytes that the other side has: acknowledged by the service, or, of a download, verified and written.</summary>
    public long AcceptedBytes { get; init; }

    /// <summary>Bytes that were handed to the transport (of a download: that came), repeats included.</summary>
    public long SentBytes { get; init; }

    /// <summary>Bytes of the file that were compared so far, while <see cref="TransferPhase.Verifying"/>.</summary>
    public long VerifiedBytes { get; init; }

    /// <summary>Bytes per second, over a window of 10 s to 2 min; null in the first seconds.</summary>
    public double? BytesPerSecond { get; init; }

    /// <summary>How long it still takes at this rate; null where that is not known.</summary>
    public TimeSpan? TimeLeft { get; init; }

    /// <summary>Chunks that were accepted in this run.</summary>
    public int ChunksAccepted { get; init; }

    /// <summary>Attempts that failed in this run.</summary>
    public int FailedAttempts { get; init; }

    /// <summary>How large the next chunk is, in bytes.</summary>
    public long ChunkBytes { get; init; }

    /// <summary>Chunks that are on their way at this moment.</summary>
    public int ConnectionsInUse { get; init; }

    /// <summary>How many may be.</summary>
    public int Connections { get; init; }

    /// <summary>The service's latest advice.</summary>
    public TransferAdvice Advice { get; init; } = TransferAdvice.Default;

    /// <summary>Why it waits, while it does: a code, or <c>connection</c> or <c>timeout</c>.</summary>
    public string? WaitsFor { get; init; }

    /// <summary>Until when it waits; null while it does not.</summary>
    public DateTimeOffset? WaitsUntil { get; init; }
}
