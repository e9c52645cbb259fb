namespace SmartTransfer.Core.Bodies;

/// <summary>Why reading a body, or a piece of it, ended.</summary>
internal enum BodyEnd
{
    /// <summary>The piece is as long as it may be; there may be more.</summary>
    Full,

    /// <summary>The body is over.</summary>
    Over,

    /// <summary>The body goes on beyond what may be read.</summary>
    TooLong,

    /// <summary>The body ended before its announced length.</summary>
    TooShort,

    /// <summary>The connection broke.</summary>
    Broken,

    /// <summary>The connection was silent for too long, or slower than the least rate.</summary>
    Silent,

    /// <summary>The instance has no memory for more.</summary>
    NoRoom,
}
