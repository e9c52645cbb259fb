namespace SmartTransfer.Core.Ledgers;

/// <summary>What an instance does for a client that asks where its upload stands.</summary>
public abstract record HeadStep
{
    private HeadStep()
    {
    }

    /// <summary>Answer this offset, and remember it.</summary>
    /// <param name="Tip">Where the next body continues.</param>
    public sealed record Answer(StreamTip Tip) : HeadStep;

    /// <summary>Two contents met: stage the fence, and when it is staged answer this offset and remember it.</summary>
    /// <param name="Block">The fence, staged with <see cref="MarkerBlock.Content"/>.</param>
    /// <param name="Tip">Where the next body continues.</param>
    public sealed record Fence(BlockId Block, StreamTip Tip) : HeadStep;

    /// <summary>All of the file is there: complete it with these blocks.</summary>
    /// <param name="File">The blocks.</param>
    public sealed record Complete(FileAssembly File) : HeadStep;

    /// <summary>All of the file is there, in more blocks than a blob can have.</summary>
    /// <param name="BlockCount">How many.</param>
    public sealed record TooManyBlocks(int BlockCount) : HeadStep;

    /// <summary>Two contents met, and there is no further fence: the upload cannot be saved.</summary>
    public sealed record Lost : HeadStep;
}
