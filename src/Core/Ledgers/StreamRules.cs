namespace SmartTransfer.Core.Ledgers;

/// <summary>
/// The steps by which bodies of any length become one file of one version, with the block list as the only record and without locks
/// (docs/adr/0020). Each is a function of what was read; what it says is done by whoever calls.
/// </summary>
public static class StreamRules
{
    /// <summary>A client asks where its upload stands.</summary>
    /// <param name="lineage">The block list as it is now.</param>
    /// <param name="lengthBytes">Length of the file; null while it is not declared.</param>
    public static HeadStep Ask(Lineage lineage, long? lengthBytes)
    {
        var tip = lineage.Tip;
        if (tip.Point.Offset == lengthBytes)
        {
            // No contested offset leads here, and there is no body to wait for: a client that hears the length sends no more.
            return lineage.AssembleTo(tip.Point) switch
            {
                AssemblyOutcome.Whole { File: var file } => new HeadStep.Complete(file),
                AssemblyOutcome.TooManyBlocks many => new HeadStep.TooManyBlocks(many.BlockCount),
                _ => new HeadStep.Lost(),
            };
        }

        if (!lineage.IsContested)
        {
            return new HeadStep.Answer(tip);
        }

        if (lineage.Epoch == ushort.MaxValue)
        {
            return new HeadStep.Lost();
        }

        var fenced = tip with { Point = tip.Point with { Epoch = (ushort)(lineage.Epoch + 1) } };
        return new HeadStep.Fence(BlockId.ForFence(fenced.Point), fenced);
    }

    /// <summary>Whether a body is taken without asking for the block list: it continues what the instance remembers.</summary>
    /// <param name="remembered">What the instance remembers of the upload; null for nothing.</param>
    /// <param name="offset">Where the body begins.</param>
    public static bool IsWarm(StreamTip? remembered, long offset) => remembered?.Point.Offset == offset;

    /// <summary>A body comes to an instance that remembers nothing of the upload, or another offset.</summary>
    /// <param name="lineage">The block list as it is now.</param>
    /// <param name="offset">Where the body begins.</param>
    public static BodyStep Begin(Lineage lineage, long offset) =>
        lineage.Prefix.Offset == offset && !lineage.IsContested ? new BodyStep.Take(lineage.Tip) : new BodyStep.Refuse(lineage.Tip);

    /// <summary>What an instance remembers once a block is staged. A body that another has overtaken changes nothing.</summary>
    /// <param name="remembered">What it remembers; null for nothing.</param>
    /// <param name="from">Where the block continues the file.</param>
    /// <param name="to">Where the next one does.</param>
    public static StreamTip? Advance(StreamTip? remembered, StreamTip from, StreamTip to) =>
        remembered?.Point == from.Point ? to : remembered;

    /// <summary>A body has reached the end of the file.</summary>
    /// <param name="lineage">The block list, read after the body's last block was staged.</param>
    /// <param name="own">Where the body ended.</param>
    public static EndStep End(Lineage lineage, StreamTip own) => !lineage.MayEndAt(own.Point)
        ? new EndStep.Refuse(lineage.Tip)
        : lineage.AssembleTo(own.Point) switch
        {
            AssemblyOutcome.Whole { File: var file } => new EndStep.Commit(file),
            AssemblyOutcome.TooManyBlocks many => new EndStep.TooManyBlocks(many.BlockCount),
            _ => new EndStep.Refuse(lineage.Tip),
        };

    /// <summary>
    /// Whether a file that was completed meanwhile is the one that a body made. If not, the body's bytes are not in it, and the answer is a
    /// failure.
    /// </summary>
    /// <param name="file">The digests of the completed file.</param>
    /// <param name="fileBytes">Its length.</param>
    /// <param name="own">Where the body ended.</param>
    public static bool IsOwnFile(FileDigests file, long fileBytes, StreamTip own) =>
        own.Point.Offset == fileBytes && own.Point.Crc64 == file.Crc64Nvme;
}
