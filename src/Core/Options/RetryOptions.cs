namespace SmartTransfer.Core.Options;

/// <summary>
/// How storage calls are tried again. Section <c>SmartTransfer:Retry</c>. The client libraries' own retries are off: one layer
/// retries.
/// </summary>
public sealed class RetryOptions
{
    /// <summary>Tries after the first. Default 3; 0 switches retrying off.</summary>
    [Setting("retries", "0", "10")]
    public int MaxRetries { get; init; } = 3;

    /// <summary>
    /// The delay before retry n (from 0) is this times 2^n, with jitter, or what the store asked for in Retry-After if that is
    /// longer, up to <see cref="MaxDelay"/>. Default 1 s.
    /// </summary>
    [Setting("hh:mm:ss", "00:00:00.001", "00:00:30")]
    public TimeSpan BaseDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest delay between two tries. Default 30 s.</summary>
    [Setting("hh:mm:ss", "00:00:00.001", "00:02:00")]
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one try may take. Default 30 s, which moves the largest chunk at 3.5 MB/s.</summary>
    [Setting("hh:mm:ss", "00:00:01", "00:03:00")]
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one call may take with all its tries. Default 2 min; Azure cuts a connection that is silent for 230 s.</summary>
    [Setting("hh:mm:ss", "00:00:01", "00:03:40")]
    public TimeSpan TotalTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// The share of failed tries, within <see cref="BreakerWindow"/>, at which calls are refused without being tried. Default
    /// 0.8.
    /// </summary>
    [Setting("ratio", "0.01", "1")]
    public double BreakerFailureRatio { get; init; } = 0.8;

    /// <summary>Tries that the window must hold before the breaker judges. Default 20.</summary>
    [Setting("tries", "2", "10000")]
    public int BreakerMinimumTries { get; init; } = 20;

    /// <summary>The window in which the breaker counts. Default 30 s.</summary>
    [Setting("hh:mm:ss", "00:00:01", "00:10:00")]
    public TimeSpan BreakerWindow { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long calls are refused before one is tried. Default 5 s.</summary>
    [Setting("hh:mm:ss", "00:00:00.500", "00:05:00")]
    public TimeSpan BreakerDelay { get; init; } = TimeSpan.FromSeconds(5);
}
