using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;

namespace SmartTransfer.Testing.Storage;

/// <summary>A block blob: the blocks that are staged, and the file if one is committed.</summary>
internal sealed class InMemoryBlob(UploadId firstOf)
{
    /// <summary>The upload that staged the first block.</summary>
    public UploadId FirstOf => firstOf;

    /// <summary>Staged blocks by their encoded ids, listed by the text of their ids as Azure does.</summary>
    public SortedDictionary<string, byte[]> Staged { get; } = new(StringComparer.Ordinal);

    public InMemoryFile? File { get; set; }

    public IReadOnlyList<StagedBlock> ListStaged() => [.. Staged.Select(block => new StagedBlock(block.Key, block.Value.Length))];
}
