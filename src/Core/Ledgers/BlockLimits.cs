namespace SmartTransfer.Core.Ledgers;

/// <summary>What Azure allows of blocks (learn.microsoft.com/rest/api/storageservices/put-block-list, .../put-block).</summary>
public static class BlockLimits
{
    /// <summary>Blocks that one Put Block List may name.</summary>
    public const int MaxCommittedBlocks = 50_000;

    /// <summary>
    /// Chunks that we plan a file to have at most; the rest up to <see cref="MaxCommittedBlocks"/> is slack for uneven chunks.
    /// </summary>
    public const int PlannedBlocks = 49_000;

    /// <summary>
    /// The smallest chunk that keeps a file of <paramref name="lengthBytes"/> within <see cref="PlannedBlocks"/>; at least 1.
    /// The last chunk may be smaller.
    /// </summary>
    public static long MinChunkBytes(long lengthBytes) =>
        Math.Max(1, (lengthBytes / PlannedBlocks) + (lengthBytes % PlannedBlocks == 0 ? 0 : 1));
}
