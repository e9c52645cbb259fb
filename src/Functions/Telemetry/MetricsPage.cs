using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace SmartTransfer.Functions.Telemetry;

/// <summary>
/// What this instance has counted, in the form that the request's Accept asks for: Prometheus' text, or OpenMetrics. The
/// library's own middleware writes it.
/// </summary>
internal sealed class MetricsPage(IServiceProvider services) : IResult
{
    private readonly RequestDelegate _write = new ApplicationBuilder(services)
        .UseOpenTelemetryPrometheusScrapingEndpoint(
            meterProvider: null, predicate: static _ => true, path: null, configureBranchedPipeline: null, optionsName: null)
        .Build();

    public Task ExecuteAsync(HttpContext httpContext) => _write(httpContext);
}
