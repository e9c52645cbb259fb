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

    // The host restarts the worker, with all that it works on, under a request that lasts longer: downloads, streamed bodies.
    [Fact]
    public void The_host_ends_nothing_earlier_than_the_plans_make_it()
    {
        const string Setting = "AzureFunctionsJobHost__functionTimeout";
        var most = TimeSpan.FromMinutes(10);

        // host.json is the same on both plans, and one of them refuses to start with more.
        Assert.Equal(most, Parse(Host.GetProperty("functionTimeout").GetString()!));
        Assert.Equal(most, Parse(Prediction.OnWindows().Settings[Setting]));
        Assert.Equal("-1", Prediction.With().Settings[Setting]);
        static TimeSpan Parse(string text) => TimeSpan.Parse(text, CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Where_a_plan_ends_functions_the_app_ends_its_requests_before()
    {
        const string Setting = "SmartTransfer__Requests__MaxTime";
        var timeout = TimeSpan.Parse(Host.GetProperty("functionTimeout").GetString()!, CultureInfo.InvariantCulture);

        Assert.Equal(
            timeout - new RetryOptions().TotalTimeout,
            TimeSpan.Parse(Prediction.OnWindows().Settings[Setting], CultureInfo.InvariantCulture));
        Assert.Equal(string.Empty, Prediction.With().Settings[Setting]);
    }

    [Fact]
    public void A_sweep_ends_by_itself_before_the_host_ends_it()
    {
        var timeout = TimeSpan.Parse(Host.GetProperty("functionTimeout").GetString()!, CultureInfo.InvariantCulture);

        Assert.True(new SweepOptions().MaxRunTime + TimeSpan.FromSeconds(30) <= timeout);
    }

    [Fact]
    public void What_alerts_rest_on_is_not_sampled_and_reaches_Application_Insights()
    {
        var sampling = Host.GetProperty("logging").GetProperty("applicationInsights").GetProperty("samplingSettings");
        var levels = Host.GetProperty("logging").GetProperty("logLevel");

        // Exceptions are: the host writes one of 17 KB for each connection that is cut.
        Assert.Equal("Request", sampling.GetProperty("excludedTypes").GetString());
        Assert.DoesNotContain("AppExceptions", InfraFiles.Read("modules/alerts.bicep"), StringComparison.Ordinal);

        // Requests are logged under Host.Results, and what functions log under Function.
        Assert.Equal("Information", levels.GetProperty("Host.Results").GetString());
        Assert.Equal("Information", levels.GetProperty("Function").GetString());
    }

    // The host writes two lines about each run, beside the request itself, and where a client went away a second exception; the
    // app's own lines have .User in their category.
    [Fact]
    public void Only_the_hosts_lines_about_each_run_with_a_long_body_are_left_out()
    {
        var functions = typeof(SmartTransferServices).Assembly.GetTypes().SelectMany(type => type.GetMethods())
            .Select(method => method.GetCustomAttribute<FunctionAttribute>()?.Name)
            .OfType<string>()
            .ToArray();
        var named = Host.GetProperty("logging").GetProperty("logLevel").EnumerateObject()
            .Where(level => level.Name.StartsWith("Function.", StringComparison.Ordinal))
            .ToDictionary(level => level.Name["Function.".Length..], level => level.Value.GetString());

        Assert.Equal(
            ["GetContent", "ResumablePatch", "ResumablePost", "StageChunk", "TusPatch", "TusPost"],
            named.Where(level => level.Value == "Critical").Select(level => level.Key).Order(StringComparer.Ordinal));
        Assert.All(named.Keys, name => Assert.Contains(name.Split('.')[0], functions));
        Assert.All(named.Where(level => level.Value != "Information"), level => Assert.Equal("Information", named[$"{level.Key}.User"]));
    }

    // They would have the whole address of an upload: one for each request that the host hands on to the worker.
    [Fact]
    public void The_host_writes_no_dependencies() =>
        Assert.False(
            Host.GetProperty("logging").GetProperty("applicationInsights").GetProperty("enableDependencyTracking").GetBoolean());

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
