namespace SmartTransfer.Core.Ledgers;

/// <summary>What becomes of an upload when a body has reached the end of its file.</summary>
public abstract record EndStep
{
    private EndStep()
    {
    }

    /// <summary>Complete it with these blocks, and no others.</summary>
    /// <param name="File">Blocks whose bytes are those of this body and of what it continued.</param>
    public sealed record Commit(FileAssembly File) : EndStep;

    /// <summary>The file is whole, in more blocks than a blob can have.</summary>
    /// <param name="BlockCount">How many.</param>
    public sealed record TooManyBlocks(int BlockCount) : EndStep;

    /// <summary>409: bytes of two contents met. The client must ask where the upload stands.</summary>
    /// <param name="Tip">What the list says. Remember it.</param>
    public sealed record Refuse(StreamTip Tip) : EndStep;
}
