namespace SmartTransfer.LocalHost.Timers;

/// <summary>A fixed interval from run to run, written as a time span.</summary>
internal sealed class IntervalSchedule(TimeSpan interval) : ISchedule
{
    public DateTimeOffset NextAfter(DateTimeOffset instant) =>
        interval < DateTimeOffset.MaxValue - instant ? instant + interval : DateTimeOffset.MaxValue;
}
