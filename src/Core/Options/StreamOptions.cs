namespace SmartTransfer.Core.Options;

/// <summary>How bodies are received, and those of any length (tus) stored. Section <c>SmartTransfer:Streams</c>.</summary>
public sealed class StreamOptions
{
    /// <summary>
    /// The size of the blocks into which a body is cut while it arrives, in bytes. Default 4 MiB; larger if the file would
    /// otherwise have too many blocks, but never more than <see cref="LimitOptions.MaxChunkBytes"/>. A stream holds at most two
    /// blocks in memory.
    /// </summary>
    [Setting("bytes", "65536", "104857600")]
    public long BlockBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>
    /// A connection that is silent for this long in the middle of a body is given up; what it sent stays. Default 60 s; the
    /// Functions host itself gives up a silent body after 240 s.
    /// </summary>
    [Setting("hh:mm:ss", "00:00:01", "00:03:50")]
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// A body that arrives more slowly than this is given up after <see cref="SlowestAfter"/>, in bytes per second: its memory is needed
    /// by others. Default 1 KiB/s; 0 for no such limit. Time in which the app itself keeps the client waiting does not count.
    /// </summary>
    [Setting("bytes", "0", "1048576")]
    public long MinBytesPerSecond { get; init; } = 1024;

    /// <summary>How long a body may be slower than <see cref="MinBytesPerSecond"/>. Default 30 s.</summary>
    [Setting("hh:mm:ss", "00:00:01", "01:00:00")]
    public TimeSpan SlowestAfter { get; init; } = TimeSpan.FromSeconds(30);
}
