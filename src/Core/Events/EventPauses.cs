namespace SmartTransfer.Core.Events;

/// <summary>
/// When an event that was not delivered is tried again: after pauses that double from half a minute to an hour, each between half and
/// one and a half times that. Pure.
/// </summary>
internal static class EventPauses
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>The pause.</summary>
    /// <param name="attempts">How many tries there were, from 1.</param>
    /// <param name="jitter">A number from [0, 1).</param>
    /// <param name="asked">How long the receiver asked to wait; heeded up to a day.</param>
    public static TimeSpan After(int attempts, double jitter, TimeSpan? asked)
    {
        var doubled = First * Math.Pow(2, Math.Min(attempts - 1, 16));
        var pause = (doubled < Longest ? doubled : Longest) * (0.5 + jitter);
        var wanted = asked is { } some && some > pause ? some : pause;
        return wanted < TimeSpan.FromDays(1) ? wanted : TimeSpan.FromDays(1);
    }
}
