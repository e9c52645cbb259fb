namespace SmartTransfer.Core.Events;

/// <summary>What an entry waits for.</summary>
internal enum EntryState
{
    /// <summary>Nothing: every sink has every event under it.</summary>
    Told,

    /// <summary>A sink did not take an event.</summary>
    Failed,

    /// <summary>Earlier events are to be delivered first.</summary>
    Blocked,

    /// <summary>Nothing was sent, because the sinks that are left failed just before.</summary>
    NotTried,
}
