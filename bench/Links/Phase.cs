namespace SmartTransfer.Bench.Links;

/// <summary>What a connection is doing.</summary>
internal enum Phase
{
    /// <summary>Nothing.</summary>
    Idle,

    /// <summary>It waits before it tries again.</summary>
    Waiting,

    /// <summary>It is being opened.</summary>
    Opening,

    /// <summary>A body is being sent.</summary>
    Sending,

    /// <summary>The body is on its last way, and the server stores it.</summary>
    Storing,

    /// <summary>The answer is on its way.</summary>
    Answering,

    /// <summary>Nothing moves any more, and the client does not know it yet.</summary>
    Stalled,
}
