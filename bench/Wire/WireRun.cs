namespace SmartTransfer.Bench.Wire;

/// <summary>An upload whose storage transactions are counted.</summary>
/// <param name="ChunkBytes">The length of each chunk, in bytes.</param>
/// <param name="Chunks">How many chunks are sent.</param>
/// <param name="Connections">Over how many connections.</param>
/// <param name="Gap">What a connection waits before each chunk, as a slow link would make it wait.</param>
internal sealed record WireRun(int ChunkBytes, int Chunks, int Connections, TimeSpan Gap)
{
    public long Length => (long)ChunkBytes * Chunks;

    public bool IsPaced => Gap > TimeSpan.Zero;
}
