namespace SmartTransfer.Core.Events;

/// <summary>What the timer did about one entry.</summary>
internal enum EntryStep
{
    /// <summary>Every sink has every event under it.</summary>
    Delivered,

    /// <summary>Something is due still, or may become so.</summary>
    Waiting,

    /// <summary>Nothing is left to do, ever.</summary>
    Dropped,

    /// <summary>Storage did not let it work.</summary>
    Failed,
}
