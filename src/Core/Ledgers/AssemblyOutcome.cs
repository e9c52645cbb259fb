namespace SmartTransfer.Core.Ledgers;

/// <summary>What came of putting a file together from its blocks.</summary>
public abstract record AssemblyOutcome
{
    private AssemblyOutcome()
    {
    }

    /// <summary>The file is whole.</summary>
    /// <param name="File">The blocks that tile it.</param>
    public sealed record Whole(FileAssembly File) : AssemblyOutcome;

    /// <summary>Bytes are missing.</summary>
    /// <param name="Missing">The ranges to send, in order: chunks that tile them exactly complete the file.</param>
    public sealed record Incomplete(IReadOnlyList<ByteRange> Missing) : AssemblyOutcome;

    /// <summary>Some ranges were sent with different contents, and nothing says which is right.</summary>
    /// <param name="Conflicts">The ranges, in order.</param>
    public sealed record Conflicting(IReadOnlyList<RangeConflict> Conflicts) : AssemblyOutcome;

    /// <summary>The manifest does not tile the file.</summary>
    /// <param name="At">The offset where the manifest first departs from a tiling.</param>
    public sealed record BadManifest(long At) : AssemblyOutcome;

    /// <summary>The file consists of more blocks than one blob can have.</summary>
    /// <param name="BlockCount">How many there are.</param>
    public sealed record TooManyBlocks(int BlockCount) : AssemblyOutcome;
}
