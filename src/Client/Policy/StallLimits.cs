namespace SmartTransfer.Client.Policy;

/// <summary>After how long an attempt is given up: rule 4 of docs/clients.md. Pure. Not safe for several threads.</summary>
internal sealed class StallLimits
{
    /// <summary>Requests without a chunk.</summary>
    public static readonly TimeSpan Request = TimeSpan.FromSeconds(30);

    /// <summary>The request that completes an upload.</summary>
    public static readonly TimeSpan Complete = TimeSpan.FromSeconds(230);

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongestOfSmallest = TimeSpan.FromMinutes(16);
    private const double Factor = 4;
    private const double Smoothing = 0.25;

    private readonly Dictionary<int, int> _givenUp = [];

    /// <summary>Bytes per second of single chunks, smoothed; null before the first was acknowledged.</summary>
    public double? BytesPerSecond { get; private set; }

    /// <summary>A chunk was acknowledged.</summary>
    public void Acknowledged(int connection, long bytes, TimeSpan time)
    {
        var rate = bytes / Math.Max(time.TotalSeconds, 0.001);
        BytesPerSecond = BytesPerSecond is { } before ? before + ((rate - before) * Smoothing) : rate;
        _ = _givenUp.Remove(connection);
    }

    /// <summary>An attempt was given up because its limit was over.</summary>
    public void GivenUp(int connection) => _givenUp[connection] = _givenUp.GetValueOrDefault(connection) + 1;

    /// <summary>The limit of an attempt.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="bytes">Bytes of the chunk.</param>
    /// <param name="isSmallest">No smaller chunk may be sent.</param>
    /// <param name="advice">The latest advice.</param>
    public TimeSpan LimitOf(int connection, long bytes, bool isSmallest, TransferAdvice advice)
    {
        var rate = BytesPerSecond
            ?? (advice.GoodputBytesPerSecond is > 0 and var goodput ? goodput / (double)Math.Max(1, advice.Parallelism) : null);
        var seconds = rate is { } known ? Math.Min(Factor * bytes / known, Longest.TotalSeconds) : Longest.TotalSeconds;
        var doubled = Math.Max(seconds, Shortest.TotalSeconds) * Math.Pow(2, Math.Min(16, _givenUp.GetValueOrDefault(connection)));
        return TimeSpan.FromSeconds(Math.Min(doubled, (isSmallest ? LongestOfSmallest : Longest).TotalSeconds));
    }

    /// <summary>How long a download may be silent (rule 10.4).</summary>
    public TimeSpan SilenceLimit(int connection, TransferAdvice advice) =>
        LimitOf(connection, SendPolicy.SmallestHalf, isSmallest: false, advice);
}
