using Microsoft.Azure.Functions.Worker;
using SmartTransfer.LocalHost.Invocation;

namespace SmartTransfer.LocalHost.Timers;

/// <summary>A function that runs on a schedule.</summary>
internal sealed record TimerFunction(Function Function, ISchedule Schedule, string ScheduleText, TimerTriggerAttribute Trigger)
{
    public string Name => Function.Name;

    public static TimerFunction From(Function function, TimerTriggerAttribute trigger, IConfiguration settings)
    {
        var text = Timers.ScheduleText.Resolve(function.Name, trigger.Schedule, settings);
        return new TimerFunction(function, Timers.ScheduleText.Parse(function.Name, text), text, trigger);
    }
}
