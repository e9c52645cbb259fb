using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using SmartTransfer.Core.Telemetry;
using SmartTransfer.Functions.Http;

namespace SmartTransfer.Functions.Telemetry;

/// <summary>Registers what measures, and what hands it on as far as that is asked for. Where nothing is asked for, nothing of OpenTelemetry's library runs.</summary>
internal static class TelemetryServices
{
    private const string DefaultServiceName = "smart-transfer";

    // Requests by route and status, connections, and the process itself: the framework's own meters. None of them knows a path.
    private static readonly string[] Meters = [TelemetryNames.Source, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];

    // Their lines may hold paths, and a path holds the whole id of an upload.
    private static readonly string[] QuietCategories = ["Microsoft", "System", "Azure", "Grpc"];

    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration, TelemetryOptions options, HostAbilities host)
    {
        services.AddMetrics();
        if (OtlpSettings.IsOff(configuration))
        {
            return services;
        }

        var (asked, sent) = (options.Prometheus ?? host.ReachesOneInstance, OtlpSettings.AreSet(configuration));
        if (asked || sent)
        {
            var telemetry = services.AddOpenTelemetry().ConfigureResource(Describe).WithMetrics(metrics => Measure(metrics, asked));
            if (sent)
            {
                Send(services, telemetry);
            }
        }

        if (asked)
        {
            services.AddSingleton<MetricsPage>();
        }

        return services;
    }

    private static void Measure(MeterProviderBuilder metrics, bool asked)
    {
        metrics.AddMeter(Meters);
        if (asked)
        {
            metrics.AddPrometheusExporter();
        }
    }

    private static void Send(IServiceCollection services, OpenTelemetryBuilder telemetry)
    {
        telemetry
            .WithTracing(tracing => tracing.AddSource(TelemetryNames.Source))
            .WithLogging(null, logging => (logging.IncludeFormattedMessage, logging.IncludeScopes) = (true, false))
            .UseOtlpExporter();
        services.AddLogging(logging =>
        {
            foreach (var category in QuietCategories)
            {
                logging.AddFilter<OpenTelemetryLoggerProvider>(category, LogLevel.Warning);
            }
        });
    }

    /// <summary>Who sends it. What OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES say comes later, and so wins.</summary>
    private static void Describe(ResourceBuilder resource)
    {
        var version = typeof(TelemetryServices).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        resource
            .AddService(DefaultServiceName, serviceVersion: version, autoGenerateServiceInstanceId: true)
            .AddEnvironmentVariableDetector();
    }
}
