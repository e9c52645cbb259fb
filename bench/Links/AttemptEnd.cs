namespace SmartTransfer.Bench.Links;

/// <summary>How an attempt to send a chunk ended, as the client saw it.</summary>
internal enum AttemptEnd
{
    /// <summary>Answered: verified and stored.</summary>
    Stored,

    /// <summary>Answered: not the digest that was sent.</summary>
    Mismatched,

    /// <summary>The connection was reset.</summary>
    Broken,

    /// <summary>Nothing moved until the client gave up.</summary>
    TimedOut,
}
