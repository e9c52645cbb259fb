using Microsoft.Azure.Functions.Worker;
using SmartTransfer.LocalHost.Tests.Hosting;

namespace SmartTransfer.LocalHost.Tests.Functions;

/// <summary>A timer whose runs last until the test lets them end, and which fails every time.</summary>
public sealed class SlowTimer(Observations seen, Gate gate)
{
    [Function("Slow")]
    public async Task RunAsync([TimerTrigger("0 * * * * *")] TimerInfo timer)
    {
        seen.Add(timer.IsPastDue);
        await gate.WaitAsync();
        throw new InvalidTimeZoneException("this run failed");
    }
}
