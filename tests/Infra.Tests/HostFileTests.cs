using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using SmartTransfer.Core.Options;
using SmartTransfer.Functions.Composition;
using SmartTransfer.Infra.Tests.Compiled;

namespace SmartTransfer.Infra.Tests;

/// <summary>host.json, where other files speak of it.</summary>
public class HostFileTests
{
    private const int DefaultMemoryMB = 2048;

    private static readonly JsonElement Host = JsonDocument.Parse(File.ReadAllText(Path.Combine(InfraFiles.Root, "host.json"))).RootElement;
    private static readonly JsonElement Http = Host.GetProperty("extensions").GetProperty("http");

    [Fact]
    public void Its_number_of_requests_at_once_is_that_of_the_defaults()
    {
        var requests = RequestsAtOnce.Of(DefaultMemoryMB, new LimitOptions().MaxChunkBytes);

        Assert.Equal($"{DefaultMemoryMB}", InfraFiles.Main.Parameters["instanceMemoryMB"].Text("defaultValue"));
        Assert.Equal(requests, Http.GetProperty("maxConcurrentRequests").GetInt64());
        Assert.Equal(2 * requests, Http.GetProperty("maxOutstandingRequests").GetInt64());
    }

    // A 429 of the host's has no body and no Retry-After, and tus clients take it for final.
    [Fact]
    public void The_host_refuses_nobody_by_its_own_measure() => Assert.False(Http.GetProperty("dynamicThrottlesEnabled").GetBoolean());

    [Fact]
    public void A_sweep_ends_by_itself_before_the_host_ends_it_and_either_plan_allows_that_time()
    {
        var timeout = TimeSpan.Parse(Host.GetProperty("functionTimeout").GetString()!, CultureInfo.InvariantCulture);

        Assert.InRange(timeout, new SweepOptions().MaxRunTime + TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(10));
    }

    [Fact]
    public void What_alerts_rest_on_is_not_sampled_and_reaches_Application_Insights()
    {
        var sampling = Host.GetProperty("logging").GetProperty("applicationInsights").GetProperty("samplingSettings");
        var levels = Host.GetProperty("logging").GetProperty("logLevel");

        Assert.Contains("Request", sampling.GetProperty("excludedTypes").GetString()!.Split(';'));
        Assert.Contains("Exception", sampling.GetProperty("excludedTypes").GetString()!.Split(';'));

        // Requests are logged under Host.Results, and what functions log under Function.
        Assert.Equal("Information", levels.GetProperty("Host.Results").GetString());
        Assert.Equal("Information", levels.GetProperty("Function").GetString());
    }

    // The host writes two lines about each run, beside the request itself; the app's own lines have .User in their category.
    [Fact]
    public void Only_the_hosts_lines_about_each_chunk_are_left_out()
    {
        var functions = typeof(SmartTransferServices).Assembly.GetTypes().SelectMany(type => type.GetMethods())
            .Select(method => method.GetCustomAttribute<FunctionAttribute>()?.Name)
            .OfType<string>()
            .ToArray();
        var named = Host.GetProperty("logging").GetProperty("logLevel").EnumerateObject()
            .Where(level => level.Name.StartsWith("Function.", StringComparison.Ordinal))
            .ToDictionary(level => level.Name["Function.".Length..], level => level.Value.GetString());

        Assert.All(named.Keys, name => Assert.Contains(name.Split('.')[0], functions));
        Assert.All(named.Where(level => level.Value != "Information"), level => Assert.Equal("Information", named[$"{level.Key}.User"]));
    }

    [Fact]
    public void The_documents_name_the_same_numbers()
    {
        var operations = File.ReadAllText(Path.Combine(InfraFiles.Root, "docs", "operations.md"));

        foreach (var (name, value) in ((string, string)[])
            [
                ("functionTimeout", Host.GetProperty("functionTimeout").GetString()!),
                ("extensions.http.routePrefix", Http.GetProperty("routePrefix").GetString()!),
                ("extensions.http.maxConcurrentRequests", Http.GetProperty("maxConcurrentRequests").ToString()),
                ("extensions.http.maxOutstandingRequests", Http.GetProperty("maxOutstandingRequests").ToString()),
                ("extensions.http.dynamicThrottlesEnabled", "false"),
            ])
        {
            Assert.Contains($"| `{name}` | {value} |", operations, StringComparison.Ordinal);
        }
    }
}
