namespace SmartTransfer.Core.Streams;

/// <summary>How much of a file is there from its beginning without a gap.</summary>
/// <param name="Bytes">How many bytes.</param>
/// <param name="BlockCount">How many blocks these may be, at most.</param>
public readonly record struct KnownPrefix(long Bytes, int BlockCount);
