namespace SmartTransfer.Client;

/// <summary>Where an upload stands, as the service tells it. Immutable.</summary>
public sealed record UploadStatus
{
    /// <summary>The upload's id, a secret.</summary>
    public required string Id { get; init; }

    /// <summary><c>open</c>, <c>committing</c>, <c>completed</c>, <c>cancelled</c>, <c>expired</c> or <c>rejected</c>.</summary>
    public required string State { get; init; }

    /// <summary>The file's name.</summary>
    public required string FileName { get; init; }

    /// <summary>Length of the file in bytes; null while it is not declared.</summary>
    public long? Length { get; init; }

    /// <summary>The media type.</summary>
    public string? ContentType { get; init; }

    /// <summary>Bytes that need not be sent again.</summary>
    public long BytesReceived { get; init; }

    /// <summary>The ranges still to be sent.</summary>
    public IReadOnlyList<ByteRange> Missing { get; init; } = [];

    /// <summary>Every chunk that is stored, where they were asked for.</summary>
    public IReadOnlyList<StoredChunk> Chunks { get; init; } = [];

    /// <summary>When it expires unless a chunk is stored before; null once it has ended.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The file, once it is complete.</summary>
    public CompletedFile? File { get; init; }

    /// <summary>Why it was rejected, if it was.</summary>
    public string? RejectedBecause { get; init; }

    /// <summary>The advice that came with the answer.</summary>
    public TransferAdvice Advice { get; init; } = TransferAdvice.Default;
}
