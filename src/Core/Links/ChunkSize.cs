using SmartTransfer.Core.Options;

namespace SmartTransfer.Core.Links;

/// <summary>How large chunks should be.</summary>
public static class ChunkSize
{
    /// <summary>
    /// The smallest chunk that is advised for a file that is not itself smaller, in bytes: below it storage's cost per block
    /// rules.
    /// </summary>
    public const long MinBytes = 64 * 1024;

    /// <summary>
    /// The longest that a chunk should take, in seconds. Clients and proxies give up on a request after about a minute.
    /// </summary>
    public const double MaxSeconds = 60;

    /// <summary>Evidence must differ from the advice that stands by this factor before the advice changes.</summary>
    public const double ChangeFactor = 1.5;

    /// <summary>So many attempts are evidence enough to leave the tiers.</summary>
    public const double MinAttempts = 3.5;

    private const long Step = 16 * 1024;

    /// <summary>
    /// The size that minimises the expected time of a transfer when a failure costs the chunk in flight, in bytes:
    /// g·τ with τ = √(2·c/λ), g in bytes/s on one connection, c the overhead of a chunk in seconds, λ the failures per
    /// second. τ is at most <see cref="MaxSeconds"/>. Not clamped to what is taken.
    /// </summary>
    /// <remarks>
    /// Source: the optimal checkpoint interval, J. W. Young, "A first order approximation to the optimum checkpoint
    /// interval", CACM 17(9), 1974, with a chunk in the place of the interval between checkpoints; J. T. Daly, "A higher
    /// order estimate of the optimum checkpoint interval for restart dumps", FGCS 22(3), 2006, for its limits.
    /// </remarks>
    public static double YoungDaly(double bytesPerSecond, double overheadSeconds, double failuresPerSecond) =>
        bytesPerSecond * Math.Min(MaxSeconds, Math.Sqrt(2 * overheadSeconds / failuresPerSecond));

    /// <summary>
    /// What the evidence asks for, in bytes, before any limit: the tier's size, or Young-Daly's where there is evidence. Of k
    /// connections each gets a k-th of the goodput; and while one waits for its answer the others send, so a chunk costs no
    /// more than a k-th of its overhead.
    /// </summary>
    /// <param name="estimate">What is known of the link.</param>
    /// <param name="stability">How far it can be relied on.</param>
    /// <param name="connections">
    /// k: how many chunks are sent at once, <see cref="Steering.Sharers"/>, so that a try of one more does not move the size
    /// as well.
    /// </param>
    /// <param name="keeps">
    /// Whether what has arrived counts even if the rest does not come (<see cref="Steering.Keeps"/>): then nothing is gained by small
    /// ones, and only <see cref="MaxSeconds"/> bounds them.
    /// </param>
    /// <param name="options">The tiers.</param>
    public static double Wanted(LinkEstimate estimate, LinkStability stability, int connections, bool keeps, NetworkOptions options)
    {
        var sharers = stability is LinkStability.Unstable ? 1 : Math.Max(1, connections);
        if (keeps)
        {
            return estimate.GoodputBytesPerSecond is { } rate ? rate / sharers * MaxSeconds : options.FastChunkBytes;
        }

        var wanted = estimate is { GoodputBytesPerSecond: { } goodput, Attempts: >= MinAttempts }
            ? YoungDaly(goodput / sharers, estimate.OverheadSeconds / sharers, estimate.FailuresPerSecond)
            : OfTier(TierOf(estimate, options), options);
        return stability is LinkStability.Unstable ? Math.Min(wanted, options.SlowChunkBytes) : wanted;
    }

    /// <summary>
    /// Keeps the size that stands unless the evidence differs from it by <see cref="ChangeFactor"/>: a link that is steady gets
    /// steady advice.
    /// </summary>
    /// <param name="wanted">What the evidence asks for, in bytes.</param>
    /// <param name="standing">The size that is advised now, in bytes; null before the first advice.</param>
    /// <param name="maxBytes">The largest chunk that is taken, in bytes.</param>
    public static long Settle(double wanted, long? standing, long maxBytes)
    {
        var bounded = (long)Math.Clamp(wanted, Math.Min(MinBytes, maxBytes), maxBytes);
        bounded = bounded == maxBytes ? maxBytes : Math.Max(MinBytes, bounded / Step * Step);
        return standing is { } now && wanted < now * ChangeFactor && wanted * ChangeFactor > now ? Math.Min(now, maxBytes) : bounded;
    }

    /// <summary>How fast a link is: by its goodput, in three steps.</summary>
    public static LinkTier TierOf(LinkEstimate estimate, NetworkOptions options) => estimate.GoodputBytesPerSecond switch
    {
        null => LinkTier.Unknown,
        var rate when rate < options.SlowBelowBytesPerSecond => LinkTier.Slow,
        var rate when rate > options.FastAboveBytesPerSecond => LinkTier.Fast,
        _ => LinkTier.Medium,
    };

    private static long OfTier(LinkTier tier, NetworkOptions options) => tier switch
    {
        // Four small ones tell what the link is as well as four large ones, and where it is slow they do so in a quarter of a minute.
        LinkTier.Unknown or LinkTier.Slow => options.SlowChunkBytes,
        LinkTier.Fast => options.FastChunkBytes,
        _ => options.MediumChunkBytes,
    };
}
