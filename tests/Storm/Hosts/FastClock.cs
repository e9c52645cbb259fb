using System.Globalization;

namespace SmartTransfer.Storm.Hosts;

/// <summary>
/// A calendar that runs faster than time, the same in every process that gets the same text: uploads expire and hours pass within
/// seconds. Timers and measured times are those of the system, so that time-outs, pauses and schedules stay what they are.
/// </summary>
/// <param name="origin">When the calendar and the system's clock agreed.</param>
/// <param name="speed">How many seconds of the calendar pass in a second.</param>
internal sealed class FastClock(DateTimeOffset origin, int speed) : TimeProvider
{
    /// <summary>The environment variable that tells an instance its clock.</summary>
    public const string Variable = "SMARTTRANSFER_STORM_CLOCK";

    /// <summary>A calendar that agrees with the system's clock now.</summary>
    public static FastClock StartedNow(int speed) => new(System.GetUtcNow(), speed);

    /// <summary>The calendar that the parent process has described.</summary>
    public static FastClock FromEnvironment()
    {
        var text = Environment.GetEnvironmentVariable(Variable) ?? throw new InvalidOperationException($"{Variable} is not set.");
        var parts = text.Split(' ');
        return new FastClock(
            DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(parts[0], CultureInfo.InvariantCulture)),
            int.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        var start = DateTimeOffset.FromUnixTimeMilliseconds(origin.ToUnixTimeMilliseconds());
        return start + ((System.GetUtcNow() - start) * speed);
    }

    /// <summary>What <see cref="FromEnvironment"/> reads.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{origin.ToUnixTimeMilliseconds()} {speed}");
}
