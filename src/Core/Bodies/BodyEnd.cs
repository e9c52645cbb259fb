namespace SmartTransfer.Core.Bodies;

/// <summary>How reading a body ended.</summary>
internal enum BodyEnd
{
    /// <summary>All of it was read.</summary>
    Whole,

    /// <summary>It goes on beyond what may be read.</summary>
    TooLong,

    /// <summary>It ended before its announced length.</summary>
    TooShort,

    /// <summary>The connection broke.</summary>
    Broken,

    /// <summary>The instance has no room for it.</summary>
    NoRoom,
}
