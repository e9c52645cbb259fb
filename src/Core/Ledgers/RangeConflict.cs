using SmartTransfer.Core.Integrity;

namespace SmartTransfer.Core.Ledgers;

/// <summary>One range of the file for which chunks with different contents were staged.</summary>
/// <param name="Range">The range.</param>
/// <param name="Digests">SHA-256 of each of the contents.</param>
public sealed record RangeConflict(ByteRange Range, IReadOnlyList<Sha256Digest> Digests);
