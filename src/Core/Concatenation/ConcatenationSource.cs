using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;

namespace SmartTransfer.Core.Concatenation;

/// <summary>A complete partial upload as a source of bytes.</summary>
/// <param name="Blob">Where its bytes are.</param>
/// <param name="Blocks">The blocks that its file consists of, in order; none for an empty one.</param>
public sealed record ConcatenationSource(UploadBlob Blob, IReadOnlyList<BlockId> Blocks);
