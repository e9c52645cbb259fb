namespace SmartTransfer.Core.Ports;

/// <summary>What came of a commit.</summary>
public enum CommitOutcome
{
    /// <summary>The file consists of exactly the blocks that were named, now or since an earlier call.</summary>
    Committed = 0,

    /// <summary>Blocks that were named are not there, and no file is either.</summary>
    BlocksGone = 1,

    /// <summary>A file is there that consists of other blocks.</summary>
    OtherContent = 2,
}
