namespace SmartTransfer.Core.Options;

/// <summary>How bodies of any length are taken in (tus). Section <c>SmartTransfer:Streams</c>.</summary>
public sealed class StreamOptions
{
    /// <summary>Into blocks of how many bytes a body is cut while it arrives. Default 4 MiB; more where the file is so long that it would have too many blocks, and never more than <see cref="LimitOptions.MaxChunkBytes"/>. A stream holds two blocks in memory at most.</summary>
    [Setting("bytes", "65536", "104857600")]
    public long BlockBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>A connection that is silent for so long in mid-body is given up; what it sent stays. Default 60 s; the Functions host itself gives a silent body up after 240 s.</summary>
    [Setting("hh:mm:ss", "00:00:01", "00:03:50")]
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(60);
}
