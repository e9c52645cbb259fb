using Microsoft.Azure.Functions.Worker;
using SmartTransfer.LocalHost.Tests.Hosting;

namespace SmartTransfer.LocalHost.Tests.Functions;

/// <summary>A timer that runs at every full minute and tells what it was told, and when.</summary>
public sealed class MinuteTimer(Observations seen, TimeProvider time)
{
    [Function("EveryMinute")]
    public void Run([TimerTrigger("0 * * * * *")] TimerInfo timer) => seen.Add(new TimerRun(
        time.GetUtcNow().UtcDateTime, timer.ScheduleStatus!.Last, timer.ScheduleStatus.Next, timer.IsPastDue));
}
