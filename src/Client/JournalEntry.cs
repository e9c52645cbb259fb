namespace SmartTransfer.Client;

/// <summary>
/// What must be known to resume a transfer (docs/clients.md, rule 7). It says nothing of what has arrived: that is the
/// service's to know. <see cref="Upload"/> is a right to write to the upload, so an entry is to be kept from others.
/// </summary>
public sealed record JournalEntry
{
    /// <summary>Which way.</summary>
    public required JournalKind Kind { get; init; }

    /// <summary>The service's address, without a query.</summary>
    public required string Service { get; init; }

    /// <summary>The upload's path.</summary>
    public required string Upload { get; init; }

    /// <summary>The file's name.</summary>
    public required string FileName { get; init; }

    /// <summary>Length of the file, in bytes.</summary>
    public required long Length { get; init; }

    /// <summary>The file that is sent, or that is written: an absolute path.</summary>
    public required string Path { get; init; }

    /// <summary>When the file that is sent was last changed before it was begun; null for a download.</summary>
    public DateTimeOffset? SourceModifiedAt { get; init; }

    /// <summary>The media type with which an upload was started; null for none.</summary>
    public string? ContentType { get; init; }

    /// <summary>The client's own names and values with which an upload was started; null for none.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>When the transfer was begun.</summary>
    public required DateTimeOffset StartedAt { get; init; }
}
