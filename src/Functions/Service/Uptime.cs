using System.Diagnostics;

namespace SmartTransfer.Functions.Service;

/// <summary>How long this instance has run, from the start of its process: not from when somebody first asked.</summary>
public sealed class Uptime
{
    private readonly TimeProvider _clock;
    private readonly TimeSpan _before;
    private readonly long _madeAt;

    /// <summary>Begins to count.</summary>
    /// <param name="clock">Counts from now on.</param>
    /// <param name="before">How long the process had run before.</param>
    public Uptime(TimeProvider clock, TimeSpan before) => (_clock, _before, _madeAt) = (clock, before, clock.GetTimestamp());

    /// <summary>The time since the start.</summary>
    public TimeSpan Value => _before + _clock.GetElapsedTime(_madeAt);

    /// <summary>That of the process that this code runs in.</summary>
    public static Uptime OfThisProcess(TimeProvider clock)
    {
        using var process = Process.GetCurrentProcess();
        return new Uptime(clock, TimeProvider.System.GetUtcNow() - process.StartTime.ToUniversalTime());
    }
}
