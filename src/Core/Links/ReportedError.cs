namespace SmartTransfer.Core.Links;

/// <summary>How a failed attempt ended, as its client saw it.</summary>
public enum ReportedError
{
    /// <summary>The connection could not be opened, or broke.</summary>
    Connection = 0,

    /// <summary>The client gave up waiting.</summary>
    Timeout = 1,

    /// <summary>The service answered that the bytes did not have the digest that was sent.</summary>
    Mismatch = 2,

    /// <summary>The service, or something on the way, answered anything else that is not success.</summary>
    Refused = 3,

    /// <summary>The service answered that storage failed.</summary>
    Storage = 4,
}
