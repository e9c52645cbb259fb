namespace SmartTransfer.Client;

/// <summary>What a transfer is doing.</summary>
public enum TransferPhase
{
    /// <summary>It asks the service for an upload, or for what is there of one.</summary>
    Starting,

    /// <summary>It compares what is there with the digests that the service lists.</summary>
    Verifying,

    /// <summary>Chunks are on their way.</summary>
    Sending,

    /// <summary>Chunks are being fetched.</summary>
    Receiving,

    /// <summary>Nothing is on its way: all connections wait before they try again.</summary>
    Waiting,

    /// <summary>All has arrived; the service puts the file together.</summary>
    Completing,

    /// <summary>The file is there.</summary>
    Done,
}
