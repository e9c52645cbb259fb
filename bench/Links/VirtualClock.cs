namespace SmartTransfer.Bench.Links;

/// <summary>The simulation's time, for code that asks a clock.</summary>
internal sealed class VirtualClock : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private DateTimeOffset _now = Start;

    /// <summary>Sets the time, in seconds since the transfer began.</summary>
    public void Set(double seconds) => _now = Start.AddTicks((long)(seconds * TimeSpan.TicksPerSecond));

    public override DateTimeOffset GetUtcNow() => _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => (_now - Start).Ticks;
}
