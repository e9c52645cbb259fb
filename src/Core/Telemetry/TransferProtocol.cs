namespace SmartTransfer.Core.Telemetry;

/// <summary>By which dialect bytes came.</summary>
public enum TransferProtocol
{
    /// <summary>The native API: a chunk is a request.</summary>
    Native = 0,

    /// <summary>tus: a body of any length, cut into blocks; each block counts as a chunk.</summary>
    Tus = 1,
}
