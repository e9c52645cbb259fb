namespace SmartTransfer.Client;

/// <summary>Which way a transfer goes.</summary>
public enum JournalKind
{
    /// <summary>From here to the service.</summary>
    Upload,

    /// <summary>From the service to here.</summary>
    Download,
}
