namespace SmartTransfer.Core.Ledgers;

/// <summary>One entry of a block list, as the store gives it.</summary>
/// <param name="EncodedId">The block's id in base64.</param>
/// <param name="SizeBytes">The size that the store gives for the block.</param>
public readonly record struct StagedBlock(string EncodedId, long SizeBytes);
