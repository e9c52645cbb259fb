namespace SmartTransfer.LocalHost.Timers;

/// <summary>When a timer falls due.</summary>
internal interface ISchedule
{
    /// <summary>The first instant after <paramref name="instant"/>; <see cref="DateTimeOffset.MaxValue"/> when there is none.</summary>
    DateTimeOffset NextAfter(DateTimeOffset instant);
}
