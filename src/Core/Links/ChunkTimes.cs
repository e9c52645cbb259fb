namespace SmartTransfer.Core.Links;

/// <summary>What the parts of one chunk took; null where a part did not come to pass.</summary>
/// <param name="Received">From the first read of its body to the last.</param>
/// <param name="Staged">From then until storage had confirmed it, or had not taken it after all tries.</param>
/// <param name="Streamed">Whether the body was read as it arrived.</param>
public readonly record struct ChunkTimes(TimeSpan? Received, TimeSpan? Staged, bool Streamed);
