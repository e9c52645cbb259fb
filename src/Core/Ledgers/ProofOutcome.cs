namespace SmartTransfer.Core.Ledgers;

/// <summary>Whether the blocks that are not in a file hold the bytes that the file has there.</summary>
public abstract record ProofOutcome
{
    private ProofOutcome()
    {
    }

    /// <summary>Every block holds the file's bytes.</summary>
    public sealed record Equal : ProofOutcome;

    /// <summary>Blocks contradict one another.</summary>
    /// <param name="Ranges">
    /// Where: whole blocks of the file, overlapping ranges joined, in order. Of very many conflicts only the first are named.
    /// </param>
    public sealed record Conflicting(IReadOnlyList<ByteRange> Ranges) : ProofOutcome;

    /// <summary>Nothing says whether some blocks hold the file's bytes.</summary>
    /// <param name="Blocks">The ranges of these blocks, in order.</param>
    /// <param name="Bridges">
    /// The ranges to send, in order: with blocks of exactly these ranges every block is equal or a conflict.
    /// </param>
    public sealed record Unproven(IReadOnlyList<ByteRange> Blocks, IReadOnlyList<ByteRange> Bridges) : ProofOutcome;
}
