using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using SmartTransfer.Functions.Composition;
using SmartTransfer.Functions.Http;
using SmartTransfer.Functions.Telemetry;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Testing.Properties;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Functions.Tests.Telemetry;

/// <summary>GET /metrics, and who else hears what is measured.</summary>
public sealed class MetricsFunctionTests
{
    private static readonly byte[] File = Values.RandomBytes(2000, seed: 4);

    [Fact]
    public async Task Under_the_local_host_metrics_are_served_in_the_form_of_Prometheus()
    {
        await using var host = await ApiHost.StartAsync();
        var reply = await GetAsync(host);

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", reply.Header("Content-Type"));
        Assert.Equal("no-store", reply.Header("Cache-Control"));
        Assert.Matches("(?m)^target_info{[^}]*service_name=\"smart-transfer\"", reply.Text);
        Assert.Matches("(?m)^smart_transfer_body_in_flight_limit_bytes{[^}]*} 134217728$", reply.Text);
    }

    [Fact]
    public async Task Numbers_grow_as_chunks_arrive()
    {
        await using var host = await ApiHost.StartAsync();
        var upload = await ClientUpload.CompletedAsync(host, File);
        (await upload.PutAsync(0, File[..1000])).Is(HttpStatusCode.Conflict);

        // Hosts of other tests in this process are heard too, so that numbers mean little here; the end-to-end tests look at
        // them, and at the form.
        string[] series =
        [
            "smart_transfer_chunk_count_total{(?=[^}]*protocol=\"native\")[^}]*outcome=\"stored\"",
            "smart_transfer_problem_count_total{[^}]*error_type=\"upload-completed\"",
            "smart_transfer_chunk_receive_duration_seconds_bucket{[^}]*le=\"0.25\"",
            "smart_transfer_session_move_count_total{[^}]*state=\"completed\"",
            "http_server_request_duration_seconds_count{",
        ];
        await Eventually.HoldsAsync("the chunks are counted", async () =>
        {
            var text = (await GetAsync(host)).Text;
            return series.All(wanted => Regex.IsMatch(text, $"(?m)^{wanted}.* [1-9]"));
        });
    }

    [Fact]
    public async Task What_Accept_asks_for_is_served_as_OpenMetrics()
    {
        await using var host = await ApiHost.StartAsync();
        var reply = (await Reply.ToAsync(
            host.Client,
            HttpMethod.Get,
            "api/metrics",
            null,
            ("Accept", "application/openmetrics-text;version=1.0.0"))).Is(HttpStatusCode.OK);
        Assert.StartsWith("application/openmetrics-text", reply.Header("Content-Type"), StringComparison.Ordinal);
        Assert.EndsWith("# EOF\n", reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Switched_off_they_are_not_there()
    {
        await using var host = await ApiHost.StartAsync("--SmartTransfer:Telemetry:Prometheus=false");
        (await Reply.ToAsync(host.Client, HttpMethod.Get, "api/metrics")).IsProblem(HttpStatusCode.NotFound, "metrics-not-served");
    }

    [Fact]
    public async Task They_are_asked_for_with_a_key_where_keys_are_on()
    {
        await using var host = await ApiHost.StartAsync("--LocalHost:Keys:Enabled=true", "--LocalHost:Keys:Function=secret");
        (await Reply.ToAsync(host.Client, HttpMethod.Get, "api/metrics")).Is(HttpStatusCode.Unauthorized);
        (await Reply.ToAsync(host.Client, HttpMethod.Get, "api/metrics", null, ("x-functions-key", "secret"))).Is(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("functions host", null, false)]
    [InlineData("functions host", "true", true)]
    [InlineData("local host", null, true)]
    [InlineData("local host", "false", false)]
    public void Who_serves_them_by_default_depends_on_the_host(string host, string? setting, bool served)
    {
        using var services = Compose(
            host == "local host" ? HostAbilities.All : HostAbilities.OfFunctionsHost, ("SmartTransfer:Telemetry:Prometheus", setting));
        Assert.Equal(served, services.GetService<MetricsPage>() is not null);
        Assert.Equal(served, services.GetService<MeterProvider>() is not null);
        Assert.Null(services.GetService<TracerProvider>());
    }

    [Fact]
    public void Where_nothing_is_asked_for_nothing_of_the_library_runs()
    {
        using var services = Compose(HostAbilities.OfFunctionsHost);
        Assert.Null(services.GetService<MeterProvider>());
        Assert.Null(services.GetService<TracerProvider>());
        Assert.Null(services.GetService<LoggerProvider>());
        Assert.DoesNotContain(
            services.GetServices<Microsoft.Extensions.Hosting.IHostedService>(),
            hosted => hosted.GetType().FullName!.StartsWith("OpenTelemetry", StringComparison.Ordinal));
    }

    [Fact]
    public void The_standard_switch_turns_all_of_it_off()
    {
        using var services = Compose(
            HostAbilities.All, ("OTEL_SDK_DISABLED", "true"), ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1"));
        Assert.Null(services.GetService<MeterProvider>());
        Assert.Null(services.GetService<TracerProvider>());
    }

    private static async Task<Reply> GetAsync(ApiHost host) =>
        (await Reply.ToAsync(host.Client, HttpMethod.Get, "api/metrics")).Is(HttpStatusCode.OK);

    private static ServiceProvider Compose(HostAbilities host, params (string Name, string? Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                [KeyValuePair.Create<string, string?>("SmartTransfer:Storage:ConnectionString", "UseDevelopmentStorage=true")])
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value)))
            .Build();
        return new ServiceCollection()
            .AddLogging()
            .AddSingleton<IConfiguration>(configuration)
            .AddSmartTransfer(configuration, host)
            .BuildServiceProvider();
    }
}
