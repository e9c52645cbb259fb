using Microsoft.Azure.Functions.Worker;
using SmartTransfer.Core.Events;

namespace SmartTransfer.Functions.Service;

/// <summary>
/// Delivers events that were not delivered at once, on the schedule in the setting EventsSchedule (NCRONTAB; every minute in the example
/// settings). Does nothing where nobody is told.
/// </summary>
public sealed class DeliverEventsFunction(DeliverDueEvents deliverDueEvents)
{
    [Function("DeliverEvents")]
    public Task Run([TimerTrigger("%EventsSchedule%")] TimerInfo timer, CancellationToken cancellationToken) =>
        deliverDueEvents.RunAsync(cancellationToken);
}
