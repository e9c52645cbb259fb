namespace SmartTransfer.Client;

/// <summary>
/// Codes of <see cref="TransferException.Code"/> that are the client's own. Those of the service stand in
/// docs/protocol.md.
/// </summary>
public static class TransferErrorCode
{
    /// <summary>Nothing was accepted for as long as <see cref="TransferClientOptions.Patience"/>. It can be resumed.</summary>
    public const string NoProgress = "no-progress";

    /// <summary>The file is not the one that was begun; <see cref="TransferException.Offset"/> is where it differs.</summary>
    public const string SourceChanged = "source-changed";

    /// <summary>The source could not be read.</summary>
    public const string SourceUnreadable = "source-unreadable";

    /// <summary>A stream that cannot be read again was to be resumed.</summary>
    public const string SourceNotRepeatable = "source-not-repeatable";

    /// <summary>The file to be written is there already.</summary>
    public const string TargetExists = "target-exists";

    /// <summary>The file could not be written.</summary>
    public const string TargetUnwritable = "target-unwritable";

    /// <summary>Another process sends this upload, or fetches to this file, at the moment.</summary>
    public const string InUse = "in-use";

    /// <summary>The journal could not be written.</summary>
    public const string JournalUnwritable = "journal-unwritable";

    /// <summary>A chunk came down with other bytes than its digest names, again and again.</summary>
    public const string ChunkDigestMismatch = "chunk-digest-mismatch";

    /// <summary>The completed file is not the one that was sent.</summary>
    public const string FileDigestMismatch = "file-digest-mismatch";

    /// <summary>The address answers, but not as this service does.</summary>
    public const string NotThisService = "not-this-service";
}
