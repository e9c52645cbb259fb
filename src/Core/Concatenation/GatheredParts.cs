namespace SmartTransfer.Core.Concatenation;

/// <summary>What a look at the partial uploads of a final one gave; all null where they are not all complete yet.</summary>
/// <param name="Plan">The blocks that the final upload consists of.</param>
/// <param name="LengthBytes">The final upload's length, in bytes, where it is known now and was not before.</param>
/// <param name="RejectedBecause">Why there can be no such file: one of <see cref="Sessions.RejectionReasons"/>.</param>
internal readonly record struct GatheredParts(IReadOnlyList<CopiedBlock>? Plan = null, long? LengthBytes = null, string? RejectedBecause = null);
