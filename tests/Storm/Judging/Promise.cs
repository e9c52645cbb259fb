namespace SmartTransfer.Storm.Judging;

/// <summary>A client was told that an upload is complete.</summary>
/// <param name="Id">The upload.</param>
/// <param name="Judge">What is wrong with a file's bytes, as far as the protocol promises them; null for nothing.</param>
internal sealed record Promise(string Id, Func<byte[], string?> Judge);
