namespace SmartTransfer.Core.Streams;

/// <summary>Why a piece of a body ends where it does.</summary>
internal enum PieceEnd
{
    /// <summary>It is as long as it may be; there may be more.</summary>
    Full,

    /// <summary>The body is over.</summary>
    BodyOver,

    /// <summary>The body goes on beyond what may be read.</summary>
    TooLong,

    /// <summary>The connection broke, or the body ended before its announced length.</summary>
    Broken,

    /// <summary>The connection was silent for too long.</summary>
    Silent,

    /// <summary>The instance has no room for more.</summary>
    NoRoom,
}
