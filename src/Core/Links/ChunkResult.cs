namespace SmartTransfer.Core.Links;

/// <summary>How one attempt to send a chunk ended.</summary>
public enum ChunkResult
{
    /// <summary>Verified and stored.</summary>
    Stored = 0,

    /// <summary>The connection broke, or the body ended early.</summary>
    Broken = 1,

    /// <summary>The bytes did not have the digest that was sent.</summary>
    Mismatched = 2,

    /// <summary>Refused for any other reason.</summary>
    Refused = 3,

    /// <summary>Storage did not take it, after all tries.</summary>
    StorageFailed = 4,
}
