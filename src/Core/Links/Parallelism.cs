namespace SmartTransfer.Core.Links;

/// <summary>
/// How many connections an upload should use: one more while the goodput over all of them grows with it, one less where it
/// does not, and one alone on a link that is unstable. Failures by themselves shrink chunks, not connections: on links that
/// fail, small chunks over several connections lose the least (docs/network.md). Pure: a step gives the next state.
/// </summary>
/// <remarks>
/// Source: AIMD, D.-M. Chiu and R. Jain, "Analysis of the increase and decrease algorithms for congestion avoidance in
/// computer networks", Computer Networks and ISDN Systems 17, 1989. There the network says when it is full; here the
/// goodput does, by not growing with one connection more.
/// </remarks>
public sealed record Parallelism
{
    /// <summary>Where a session starts whose link nobody knows.</summary>
    public const int Start = 3;

    private const double MinWindowSeconds = 1;

    private static readonly TimeSpan FirstHold = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestHold = TimeSpan.FromMinutes(8);

    /// <summary>How many connections are advised.</summary>
    public int Connections { get; init; } = Start;

    /// <summary>
    /// How many are known to be worth it: a try does not count before it has paid off, so that sizes do not follow it up and
    /// down.
    /// </summary>
    public int Settled => Before is null ? Connections : Math.Max(1, Connections - 1);

    /// <summary>Bytes that were confirmed since the window began, and the seconds of activity that took.</summary>
    public RateSum Window { get; init; }

    /// <summary>Chunks that were confirmed in the window.</summary>
    public int Stored { get; init; }

    /// <summary>
    /// The goodput with one connection less, in bytes/s, while it is tried whether one more is worth it; null while nothing is
    /// tried.
    /// </summary>
    public double? Before { get; init; }

    /// <summary>Until when the number stays after a try that was not worth it.</summary>
    public DateTimeOffset HoldUntil { get; init; } = DateTimeOffset.MinValue;

    /// <summary>How long the next such hold is.</summary>
    public TimeSpan Hold { get; init; } = FirstHold;

    /// <summary>The state after a chunk that was confirmed.</summary>
    /// <param name="bytes">The chunk's bytes.</param>
    /// <param name="interval">Time since the last one; null where that was a pause.</param>
    /// <param name="max">The most connections that may be advised.</param>
    /// <param name="now">The instant.</param>
    public Parallelism AfterStored(long bytes, TimeSpan? interval, int max, DateTimeOffset now)
    {
        if (interval is not { } time)
        {
            return this;
        }

        var next = this with { Window = Window + new RateSum(bytes, Math.Max(0, time.TotalSeconds)), Stored = Stored + 1 };
        return next.Stored > 2 * Connections && next.Window.Seconds >= MinWindowSeconds ? next.Judged(max, now) : next;
    }

    /// <summary>One connection, for a link that is unstable.</summary>
    public Parallelism Alone(DateTimeOffset now) =>
        Connections == 1 ? this : Restarted() with { Connections = 1, HoldUntil = now + Hold, Hold = Longer() };

    /// <summary>
    /// One connection more brings 1/n of the goodput where the link has room, and nothing where it has none; what brings
    /// three tenths of that is kept.
    /// </summary>
    private Parallelism Judged(int max, DateTimeOffset now)
    {
        var rate = Window.Bytes / Window.Seconds;
        if (Before is { } before)
        {
            var enough = before * (1 + (0.3 / Math.Max(1, Connections - 1)));
            return rate >= enough
                ? Increased(rate, max)
                : Restarted() with { Connections = Math.Max(1, Connections - 1), HoldUntil = now + Hold, Hold = Longer() };
        }

        return now >= HoldUntil ? Increased(rate, max) : Restarted();
    }

    private Parallelism Increased(double rate, int max) =>
        Connections < max ? Restarted() with { Connections = Connections + 1, Before = rate } : Restarted();

    private Parallelism Restarted() => this with { Window = default, Stored = 0, Before = null };

    private TimeSpan Longer() => Hold * 2 < LongestHold ? Hold * 2 : LongestHold;
}
