namespace SmartTransfer.Core.Options;

/// <summary>How much an instance takes in at once. Section <c>SmartTransfer:Admission</c>.</summary>
public sealed class AdmissionOptions
{
    /// <summary>
    /// Bytes of chunks that an instance holds in memory at once, at most; over them the answer is 503 with Retry-After. Default
    /// 128 MiB. Must hold one chunk of the largest size.
    /// </summary>
    [Setting("bytes", "65536", "17179869184")]
    public long MaxBytesInFlight { get; init; } = 128 * 1024 * 1024;

    /// <summary>What Retry-After says when the instance is full. Default 1 s.</summary>
    [Setting("hh:mm:ss", "00:00:01", "00:05:00")]
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);
}
