using Microsoft.Azure.Functions.Worker;
using SmartTransfer.LocalHost.Tests.Hosting;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.LocalHost.Tests.Functions;

/// <summary>A timer whose schedule is a setting, and that is not monitored.</summary>
public sealed class ConfiguredTimer(Observations seen, TimeProvider time)
{
    [Function("Configured")]
    public Task RunAsync([TimerTrigger("%Sweep__Schedule%", UseMonitor = false)] TimerInfo timer, FunctionContext context)
    {
        Assert.Null(timer.ScheduleStatus);
        Assert.Equal("Configured", context.FunctionId);
        seen.Add(time.GetUtcNow() - SmartTransfer.Testing.Time.ManualTimeProvider.DefaultStart);
        return Task.CompletedTask;
    }
}
