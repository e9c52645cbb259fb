namespace SmartTransfer.Core.Links;

/// <summary>How fast a link is, in three steps.</summary>
public enum LinkTier
{
    /// <summary>Not known yet; treated as medium.</summary>
    Unknown = 0,

    /// <summary>Slow: 256 KiB chunks by default.</summary>
    Slow = 1,

    /// <summary>Medium: 1 MiB chunks by default.</summary>
    Medium = 2,

    /// <summary>Fast: 2 MiB chunks by default.</summary>
    Fast = 3,
}
