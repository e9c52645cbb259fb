namespace SmartTransfer.Client;

/// <summary>What happened to a transfer.</summary>
public enum TransferEventKind
{
    /// <summary>A new upload was started.</summary>
    Started,

    /// <summary>An upload, or a download, that was begun earlier goes on.</summary>
    Resumed,

    /// <summary>The upload that was begun earlier is gone, so a new one was started.</summary>
    StartedAnew,

    /// <summary>An attempt failed and will be repeated.</summary>
    AttemptFailed,

    /// <summary>The service has other chunks too, so it is told which ones make up the file.</summary>
    ManifestSent,

    /// <summary>The file is there.</summary>
    Completed,
}
