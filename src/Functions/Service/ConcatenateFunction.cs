using Microsoft.Azure.Functions.Worker;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Core.Sweeping;

namespace SmartTransfer.Functions.Service;

/// <summary>
/// Goes on with final uploads that took longer than their request, on the schedule in the setting ConcatenateSchedule
/// (NCRONTAB; every five minutes in the example settings).
/// </summary>
public sealed class ConcatenateFunction(ContinueConcatenations continueConcatenations)
{
    [Function("ContinueConcatenations")]
    public Task Run([TimerTrigger("%ConcatenateSchedule%")] TimerInfo timer, CancellationToken cancellationToken) =>
        continueConcatenations.RunAsync(cancellationToken);
}
