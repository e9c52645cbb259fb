namespace SmartTransfer.Core.Options;

/// <summary>What the service accepts. Section <c>SmartTransfer:Limits</c>.</summary>
public sealed class LimitOptions
{
    /// <summary>The largest chunk that any setting allows, in bytes: 100 MiB.</summary>
    public const long LargestChunkBytes = 104_857_600;

    /// <summary>
    /// The longest file, in bytes. Default 256 GiB; at most what 49,000 of the largest chunks hold, and what Azure allows of a
    /// block blob in 50,000 blocks of 100 MiB.
    /// </summary>
    [Setting("bytes", "1", "5138022400000")]
    public long MaxFileBytes { get; init; } = 274_877_906_944;

    /// <summary>
    /// The largest chunk, in bytes. Default 8 MiB; at most 100 MiB, the Functions host's limit for a request body
    /// (FUNCTIONS_REQUEST_BODY_SIZE_LIMIT). Each chunk in flight is held in memory.
    /// </summary>
    [Setting("bytes", "65536", "104857600")]
    public long MaxChunkBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>
    /// The longest file, in bytes, whose whole SHA-256 is verified by reading it once more when it is completed. Default 1 GiB;
    /// must be read within 230 s, since nothing is sent meanwhile and Azure cuts a connection that is silent for so long.
    /// </summary>
    [Setting("bytes", "0", "17179869184")]
    public long MaxSha256FileBytes { get; init; } = 1_073_741_824;

    /// <summary>
    /// The longest file name, in UTF-16 code units. Default and limit 255: the most that NTFS and APFS take, and more than ext4
    /// does, so that a file of any of them can be sent under its own name.
    /// </summary>
    [Setting("characters", "1", "255")]
    public int MaxFileNameChars { get; init; } = 255;

    /// <summary>
    /// All names and values of the client's metadata together, in bytes of UTF-8. Default 2 KiB; Azure takes 8 KiB of blob
    /// metadata with everything in it.
    /// </summary>
    [Setting("bytes", "0", "4096")]
    public int MaxMetadataBytes { get; init; } = 2048;
}
