using System.Diagnostics;
using System.Net;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Functions.Tests.Service;

public sealed class HealthTests : IAsyncLifetime
{
    private ApiHost? _host;

    private ApiHost Host => _host!;

    public async Task InitializeAsync() => _host = await ApiHost.StartAsync();

    public async Task DisposeAsync() => await Host.DisposeAsync();

    [Fact]
    public async Task A_healthy_instance_says_so_with_its_version_and_its_age()
    {
        Host.Clock.Advance(TimeSpan.FromSeconds(90.9));
        var reply = (await GetAsync()).Is(HttpStatusCode.OK);

        Assert.Equal("application/json", reply.MediaType);
        Assert.Equal("no-store", reply.Header("Cache-Control"));
        var health = reply.Json;
        Assert.Equal(
            ["status", "version", "uptimeSeconds", "storage", "bytesInFlight"], health.EnumerateObject().Select(field => field.Name));
        Assert.Equal("healthy", health.Text("status"));
        Assert.Matches(@"^\d+\.\d+\.\d+", health.Text("version"));
        Assert.Equal("reachable", health.GetProperty("storage").Text("blobs"));
        Assert.Equal("reachable", health.GetProperty("storage").Text("tables"));
        Assert.Equal(0, health.Number("bytesInFlight"));
    }

    [Fact]
    public async Task The_uptime_counts_from_the_start_of_the_process_and_not_from_the_first_time_that_somebody_asks()
    {
        using var process = Process.GetCurrentProcess();
        var startedAt = process.StartTime.ToUniversalTime();
        var before = TimeProvider.System.GetUtcNow() - startedAt;
        var first = (await GetAsync()).Json.Number("uptimeSeconds");
        var after = TimeProvider.System.GetUtcNow() - startedAt;
        Assert.InRange(first, (long)before.TotalSeconds, (long)after.TotalSeconds);

        Host.Clock.Advance(TimeSpan.FromSeconds(90.9));
        Assert.InRange((await GetAsync()).Json.Number("uptimeSeconds") - first, 90, 91);
    }

    [Theory]
    [InlineData("blobs")]
    [InlineData("tables")]
    public async Task An_instance_whose_storage_does_not_answer_is_unhealthy(string service)
    {
        const string why = "Storage cannot be reached.";
        (Host.Stored.Probe.Blobs, Host.Stored.Probe.Tables) = service == "blobs" ? (why, (string?)null) : (null, why);
        var health = (await GetAsync()).Is(HttpStatusCode.ServiceUnavailable).Json;
        Assert.Equal("unhealthy", health.Text("status"));
        Assert.Equal(why, health.GetProperty("storage").Text(service));
        Assert.Equal("reachable", health.GetProperty("storage").Text(service == "blobs" ? "tables" : "blobs"));
    }

    [Fact]
    public async Task Storage_is_asked_once_every_few_seconds_however_many_ask()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => GetAsync()));
        Assert.Equal(1, Host.Stored.Calls.Of(StorageOperation.Probe));

        Host.Stored.Probe.Blobs = "Storage cannot be reached.";
        (await GetAsync()).Is(HttpStatusCode.OK);
        Host.Clock.Advance(TimeSpan.FromSeconds(3));
        (await GetAsync()).Is(HttpStatusCode.ServiceUnavailable);
        Assert.Equal(2, Host.Stored.Calls.Of(StorageOperation.Probe));

        Host.Stored.Probe.Blobs = null;
        Host.Clock.Advance(TimeSpan.FromSeconds(3));
        (await GetAsync()).Is(HttpStatusCode.OK);
    }

    private Task<Reply> GetAsync() => Reply.ToAsync(Host.Client, HttpMethod.Get, "api/health");
}
