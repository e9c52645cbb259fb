namespace SmartTransfer.Core.Sweeping;

/// <summary>
/// When an entry that the sweep could not deal with is looked at again: after pauses that double from an hour to a day, and after
/// about five days no more. Pure.
/// </summary>
internal static class SweepPauses
{
    /// <summary>How often an entry may fail: the sweep gives it up when it has failed so often.</summary>
    public const int MaxFailures = 10;

    private static readonly TimeSpan First = TimeSpan.FromHours(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>The pause after an entry has failed so many times in a row; null where it is given up.</summary>
    public static TimeSpan? After(int failures) => failures switch
    {
        < 1 => TimeSpan.Zero,
        >= MaxFailures => null,
        _ => First * Math.Min(1 << (failures - 1), Longest / First),
    };
}
