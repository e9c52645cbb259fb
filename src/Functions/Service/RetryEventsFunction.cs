using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmartTransfer.Core.Events;
using SmartTransfer.Functions.Edge;
using SmartTransfer.Functions.Http;
using SmartTransfer.Functions.Json;

namespace SmartTransfer.Functions.Service;

/// <summary>POST /events/retry: delivers the events that were given up. For operators: it asks for the host's master key.</summary>
public sealed class RetryEventsFunction(FunctionEdge edge, RetryEvents retryEvents)
{
    [Function("RetryEvents")]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Admin, "post", Route = "events/retry")] HttpRequest request) =>
        edge.RunAsync(request, async () =>
        {
            var report = await retryEvents.RunAsync(request.HttpContext.RequestAborted);
            return JsonAnswer.Of(new RetriedEventsJson(report.Delivered, report.Failed, report.More), ApiJson.Plain.RetriedEventsJson);
        });
}
