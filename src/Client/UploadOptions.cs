namespace SmartTransfer.Client;

/// <summary>How one file is sent.</summary>
public sealed record UploadOptions
{
    /// <summary>The name under which the file appears; null for that of the source. A stream needs one.</summary>
    public string? FileName { get; init; }

    /// <summary>The media type; null for <c>application/octet-stream</c>.</summary>
    public string? ContentType { get; init; }

    /// <summary>The client's own names and values.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>Goes on with this upload (id, path or URL) instead of starting one; null to go by the journal.</summary>
    public string? Upload { get; init; }

    /// <summary>Goes on with what the journal knows of this file. True by default.</summary>
    public bool Resume { get; init; } = true;

    /// <summary>Compares what the service holds with the file before going on. True by default.</summary>
    public bool VerifyResume { get; init; } = true;

    /// <summary>Is told the upload's id, a secret, as soon as it is known: for callers that keep journals of their own.</summary>
    public Action<string>? Started { get; init; }

    /// <summary>Is told what happens; called on threads of the pool.</summary>
    public Action<TransferEvent>? Events { get; init; }
}
