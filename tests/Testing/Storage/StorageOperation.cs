namespace SmartTransfer.Testing.Storage;

/// <summary>A call of a storage port.</summary>
public enum StorageOperation
{
    AddSession,
    FindSession,
    ReplaceSession,
    RemoveSession,
    WriteCounters,
    FileExpiry,
    ReadExpiries,
    RemoveExpiry,
    FindProfile,
    WriteProfile,
    RemoveProfile,
    FileProfileExpiry,
    ReadProfileExpiries,
    RemoveProfileExpiry,
    StageBlock,
    CopyBlock,
    ListBlocks,
    CommitBlocks,
    DiscardBlocks,
    OpenContent,
    ReadContent,
    MarkVerified,
    Probe,
}
