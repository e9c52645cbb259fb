using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Storm.Events;

/// <summary>What stood in an upload's record when it was last seen.</summary>
/// <param name="Id">The upload.</param>
/// <param name="FileName">Its file's name.</param>
/// <param name="State">Its state.</param>
/// <param name="Events">Its events, in their order.</param>
internal sealed record UploadRecord(string Id, string FileName, UploadState State, IReadOnlyList<UploadEventKind> Events)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Id} {FileName} {State}: {string.Join(", ", Events)}";
}
