using SmartTransfer.Core.Identity;

namespace SmartTransfer.Core.Options;

/// <summary>How links are measured and what is advised. Section <c>SmartTransfer:Network</c>.</summary>
public sealed class NetworkOptions
{
    /// <summary>The shortest <see cref="ClientKeySecret"/>, in characters: 128 bits even in hexadecimal.</summary>
    public const int MinClientKeySecretChars = 32;

    /// <summary>The chunk size for a slow link, in bytes, and until a link is known. Default 256 KiB.</summary>
    [Setting("bytes", "65536", "104857600")]
    public long SlowChunkBytes { get; init; } = 256 * 1024;

    /// <summary>The chunk size for a medium link, in bytes. Default 1 MiB.</summary>
    [Setting("bytes", "65536", "104857600")]
    public long MediumChunkBytes { get; init; } = 1024 * 1024;

    /// <summary>The chunk size for a fast link, in bytes. Default 2 MiB.</summary>
    [Setting("bytes", "65536", "104857600")]
    public long FastChunkBytes { get; init; } = 2 * 1024 * 1024;

    /// <summary>A link with a lower goodput is slow. Default 125,000 bytes/s (1 Mbit/s).</summary>
    [Setting("bytes/s", "1", "1000000000")]
    public long SlowBelowBytesPerSecond { get; init; } = 125_000;

    /// <summary>A link with a higher goodput is fast. Default 1,250,000 bytes/s (10 Mbit/s).</summary>
    [Setting("bytes/s", "1", "10000000000")]
    public long FastAboveBytesPerSecond { get; init; } = 1_250_000;

    /// <summary>The most connections that are advised for one upload. Default 6, what a browser opens to one host.</summary>
    [Setting("connections", "1", "64")]
    public int MaxParallelism { get; init; } = 6;

    /// <summary>
    /// Whether the host hands every body on as it arrives, those with a Content-Length as well, so that the time they take
    /// tells how fast the link is. Default false: the Functions host takes such a body in completely first. The local host
    /// sets it itself.
    /// </summary>
    [Setting("true or false")]
    public bool BodiesStream { get; init; }

    /// <summary>
    /// An instance writes a session's counters once this many chunks are new, but see <see cref="FlushNotBefore"/>. Default 32,
    /// so that writing costs 0.03 storage calls a chunk.
    /// </summary>
    [Setting("chunks", "1", "10000")]
    public int FlushAfterChunks { get; init; } = 32;

    /// <summary>The least time between two writes of one session's counters by one instance. Default 5 s.</summary>
    [Setting("hh:mm:ss", "00:00:00", "00:05:00")]
    public TimeSpan FlushNotBefore { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Counters are written after this time even when few chunks are new. Default 10 min; a tenth of the session's lifetime if
    /// that is shorter.
    /// </summary>
    [Setting("hh:mm:ss", "00:00:01", "01:00:00")]
    public TimeSpan FlushNotAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Sessions whose counters an instance holds in memory, at most. Default 10,000.</summary>
    [Setting("sessions", "1", "1000000")]
    public int MaxTrackedSessions { get; init; } = 10_000;

    /// <summary>
    /// What keys the hash under which a client's network is remembered (<see cref="Identity.ClientKey"/>): at least
    /// <see cref="MinClientKeySecretChars"/> characters. Default none: each process then makes one of its own, so what is
    /// remembered of a client is found again by no other instance and not after a restart. A secret: never shown.
    /// </summary>
    [Setting("secret text")]
    public string? ClientKeySecret { get; init; }

    /// <summary>
    /// How long what is remembered of a client's network is kept after its last upload. Default 30 days, after which evidence
    /// that counts half after a day has long been nothing.
    /// </summary>
    [Setting("d.hh:mm:ss", "1.00:00:00", "365.00:00:00")]
    public TimeSpan ProfileLifetime { get; init; } = TimeSpan.FromDays(30);
}
