namespace SmartTransfer.Core.Sweeping;

/// <summary>What the sweep did about one index entry.</summary>
internal enum SweepStep
{
    /// <summary>The session expired now; its row stays as a tombstone for a while.</summary>
    Expired,

    /// <summary>The session's commit was finished.</summary>
    RolledForward,

    /// <summary>It is not time yet.</summary>
    Refiled,

    /// <summary>Some blocks of a final upload were copied, and others are left.</summary>
    Copied,

    /// <summary>Nothing is left to do for this entry, ever.</summary>
    Removed,

    /// <summary>It did not work out.</summary>
    Failed,
}
