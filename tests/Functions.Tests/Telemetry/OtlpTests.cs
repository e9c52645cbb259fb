using System.Net;
using Microsoft.Extensions.Configuration;
using SmartTransfer.Functions.Telemetry;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Functions.Tests.Tus;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Functions.Tests.Telemetry;

/// <summary>What is measured, traced and logged is sent where the standard settings say.</summary>
public sealed class OtlpTests
{
    private const string Trace = "5bf92f3577b34da6a3ce929d0e0e4737";

    private static readonly string[] Signals = ["/v1/traces", "/v1/metrics", "/v1/logs"];
    private static readonly byte[] File = Values.RandomBytes(2000, seed: 5);

    [Fact]
    public async Task Traces_metrics_and_logs_arrive_at_the_collector_and_no_upload_id_does()
    {
        await using var collector = await Collector.StartAsync();
        ClientUpload native;
        TusUpload tus;
        var host = await ApiHost.StartOnSystemTimeAsync(
            $"--OTEL_EXPORTER_OTLP_ENDPOINT={collector.Address}",
            "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
            "--OTEL_EXPORTER_OTLP_HEADERS=x-key=opens",
            "--OTEL_SERVICE_NAME=files",
            "--Logging:LogLevel:Microsoft.AspNetCore=Trace",
            "--SmartTransfer:Telemetry:Prometheus=false");
        await using (host)
        {
            native = await ClientUpload.SentAsync(host, File, 1000);
            (await Reply.ToAsync(
                host.Client, HttpMethod.Get, native.Path, null, ("traceparent", $"00-{Trace}-00f067aa0ba902b7-01"))).Is(HttpStatusCode.OK);
            tus = await TusUpload.CompletedAsync(host, File);
            host.Faults.FailFrom(1);
            (await native.GetStatusAsync()).Is(HttpStatusCode.ServiceUnavailable);
        }

        // What had not gone out by then went out when the host stopped.
        Assert.All(Signals, signal => Assert.Contains(collector.Received, message => message.Path == signal && message.Header == "opens"));
        Assert.All(Signals, signal => Assert.True(collector.Has(signal, "files"), signal));
        Assert.True(collector.Has("/v1/metrics", "smart_transfer.chunk.count"));
        Assert.True(collector.Has("/v1/traces", "GET /api/uploads/{id}"));
        Assert.True(collector.Has("/v1/traces", "stage chunk"));
        Assert.True(collector.Has("/v1/logs", "Storage call find session failed on try 1"));
        Assert.Contains(
            collector.Received,
            message => message.Path == "/v1/traces" && message.Body.AsSpan().IndexOf(Convert.FromHexString(Trace)) >= 0);
        Assert.True(collector.Has("/v1/traces", native.Id.ToString()));
        Assert.All(Signals, signal => Assert.False(collector.Has(signal, native.Id.Value) || collector.Has(signal, tus.Id.Value), signal));
    }

    [Theory]
    [InlineData(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "collector:4317",
        "OTEL_EXPORTER_OTLP_ENDPOINT is 'collector:4317', which is not an absolute http or https URL; give, for instance,")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "/v1", "OTEL_EXPORTER_OTLP_ENDPOINT is '/v1', which is not")]
    [InlineData(
        "OTEL_EXPORTER_OTLP_PROTOCOL", "http/json", "OTEL_EXPORTER_OTLP_PROTOCOL is 'http/json'; it must be grpc or http/protobuf.")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "c2VjcmV0", "OTEL_EXPORTER_OTLP_HEADERS is set (its value is not shown), but")]
    [InlineData("OTEL_EXPORTER_OTLP_TIMEOUT", "10s", "OTEL_EXPORTER_OTLP_TIMEOUT is '10s', which is not")]
    public void What_cannot_be_used_stops_the_start_with_a_sentence(string setting, string value, string begins)
    {
        var sentence = Assert.Single(Broken((setting, value)));
        Assert.StartsWith(begins, sentence, StringComparison.Ordinal);
        Assert.EndsWith(".", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", sentence, StringComparison.Ordinal);

        var unusable = Assert.Throws<Microsoft.Extensions.Options.OptionsValidationException>(() =>
            Functions.Composition.Settings.Read(
                Configuration(("SmartTransfer:Storage:ConnectionString", "UseDevelopmentStorage=true"), (setting, value))));
        Assert.Equal([sentence], unusable.Failures);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "https://collector.example:4318/otlp")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "a=b,c=d%3D")]
    [InlineData("OTEL_EXPORTER_OTLP_TIMEOUT", "10000")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "")]
    public void What_can_be_used_does_not(string setting, string value) => Assert.Empty(Broken((setting, value)));

    private static List<string> Broken(params (string Name, string Value)[] settings) => [.. OtlpSettings.Broken(Configuration(settings))];

    private static IConfigurationRoot Configuration(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(
            settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Name, setting.Value))).Build();
}
