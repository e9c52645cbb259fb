using Microsoft.Azure.Functions.Worker;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Core.Sweeping;

namespace SmartTransfer.Functions.Service;

/// <summary>
/// Clears away what was abandoned, on the schedule in the setting SweepSchedule (NCRONTAB; hourly in the example settings). The
/// one at a start is <see cref="SweepAtStart"/>'s, or the local host's.
/// </summary>
public sealed class SweepFunction(SweepExpiredUploads sweep)
{
    [Function("SweepExpiredUploads")]
    public Task Run([TimerTrigger("%SweepSchedule%")] TimerInfo timer, CancellationToken cancellationToken) =>
        sweep.RunAsync(cancellationToken);
}
