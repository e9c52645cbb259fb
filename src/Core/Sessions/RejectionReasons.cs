namespace SmartTransfer.Core.Sessions;

/// <summary>Why an upload was rejected (<see cref="UploadSession.RejectedBecause"/>), as the client is told.</summary>
public static class RejectionReasons
{
    /// <summary>Blocks that were to be committed are not there any more.</summary>
    public const string BlocksLost = "blocks-lost";

    /// <summary>A file of other blocks is in the place.</summary>
    public const string OtherContent = "other-content";

    /// <summary>The committed file does not have the SHA-256 that was expected.</summary>
    public const string FileDigestMismatch = "file-digest-mismatch";

    /// <summary>More was sent than the file's declared length.</summary>
    public const string PastEnd = "past-end";

    /// <summary>A partial upload that the final one needs is not there any more.</summary>
    public const string PartLost = "part-lost";

    /// <summary>The partial uploads together are longer than a file may be, or than what their client may send in a day.</summary>
    public const string LengthTooLarge = "length-too-large";

    /// <summary>The partial uploads could not be put together, time after time, for days.</summary>
    public const string CopyFailed = "copy-failed";

    /// <summary>The partial uploads together have more blocks than a file can have, or than are put together.</summary>
    public const string TooManyChunks = "too-many-chunks";
}
