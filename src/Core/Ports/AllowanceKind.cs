namespace SmartTransfer.Core.Ports;

/// <summary>What an allowance is of.</summary>
public enum AllowanceKind
{
    /// <summary>Bytes of files.</summary>
    Bytes = 0,

    /// <summary>Requests.</summary>
    Requests = 1,
}
