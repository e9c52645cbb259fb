namespace SmartTransfer.Core.Ledgers;

/// <summary>A block list.</summary>
/// <param name="Staged">Blocks that were staged and are not part of a file.</param>
/// <param name="Committed">
/// Blocks that make up the committed file, in the file's order; null when there is no committed file, or an empty one: a block
/// list does not tell these apart.
/// </param>
public sealed record BlockListing(IReadOnlyList<StagedBlock> Staged, IReadOnlyList<StagedBlock>? Committed)
{
    /// <summary>Nothing staged, nothing committed.</summary>
    public static BlockListing Empty { get; } = new([], null);
}
