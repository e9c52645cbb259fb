using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Core.Failures;
using SmartTransfer.Functions.Edge;
using SmartTransfer.Functions.Http;
using SmartTransfer.Functions.Telemetry;

namespace SmartTransfer.Functions.Service;

/// <summary>GET /metrics: what this instance has counted, for Prometheus; 404 where it is switched off.</summary>
public sealed class MetricsFunction(FunctionEdge edge, IServiceProvider services)
{
    [Function("GetMetrics")]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Function, "get", Route = "metrics")] HttpRequest request) =>
        edge.RunAsync(request, () =>
        Task.FromResult<IResult>(services.GetService<MetricsPage>() is { } page ? new Answer(
            page, response => response.Headers.CacheControl = "no-store") : Problem.Of(FailureCatalogue.MetricsNotServed())));
}
