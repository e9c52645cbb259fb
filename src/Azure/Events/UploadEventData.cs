using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Azure.Events;

/// <summary>
/// What an event says of the upload, as the JSON member <c>data</c>. A member that is not known, or makes no sense for what happened, is
/// left out.
/// </summary>
internal sealed record UploadEventData
{
    /// <summary>The upload's key: names it, and lets nobody write to it.</summary>
    public required string Key { get; init; }

    /// <summary>base64url of SHA-256 over issuer, a zero byte and subject of the token that started it.</summary>
    public string? Owner { get; init; }

    /// <summary>single, partial or final.</summary>
    public required string Role { get; init; }

    /// <summary>The file's name as the client gave it.</summary>
    public required string FileName { get; init; }

    /// <summary>Its length in bytes, where it is declared.</summary>
    public long? Length { get; init; }

    /// <summary>Its media type.</summary>
    public required string ContentType { get; init; }

    /// <summary>The client's own names and values.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>When the upload was started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it was rejected.</summary>
    public string? Reason { get; init; }

    /// <summary>The file's digests.</summary>
    public UploadEventDigests? Digests { get; init; }

    /// <summary>Chunks that the file consists of.</summary>
    public int? ChunkCount { get; init; }

    /// <summary>How the bytes came.</summary>
    public TransferSummary? Transfer { get; init; }

    /// <summary>Where the file is, or was: an address that opens nothing by itself.</summary>
    public string? BlobUrl { get; init; }
}
