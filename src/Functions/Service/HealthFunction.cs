using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Functions.Edge;
using SmartTransfer.Functions.Http;
using SmartTransfer.Functions.Json;

namespace SmartTransfer.Functions.Service;

/// <summary>
/// GET and HEAD /health: whether this instance can do its work. 200, or 503 when a storage service does not answer. HEAD is what probes of
/// load balancers send.
/// </summary>
public sealed class HealthFunction(FunctionEdge edge, Health health)
{
    [Function("GetHealth")]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "health")] HttpRequest request) =>
        edge.RunAsync(request, async () =>
    {
        var report = await health.ReportAsync();
        return JsonAnswer.Of(
            report,
            ApiJson.Plain.HealthJson,
            report.Status == Health.Healthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    });
}
