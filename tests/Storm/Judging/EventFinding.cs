namespace SmartTransfer.Storm.Judging;

/// <summary>Something is wrong with the events of an upload.</summary>
/// <param name="Key">The upload's key.</param>
/// <param name="What">What is wrong.</param>
internal sealed record EventFinding(string Key, string What);
