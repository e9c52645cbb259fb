using System.Reflection;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using SmartTransfer.Core.Options;
using SmartTransfer.Functions.Service;
using SmartTransfer.Infra.Tests.Compiled;

namespace SmartTransfer.Infra.Tests;

public class AlertTests
{
    private static readonly JsonElement[] LogRules = [.. Prediction.With().Of("Microsoft.Insights/scheduledQueryRules")];

    private static string SweepQuery => Named("sweep").Text("query")!;

    [Fact]
    public void The_sweep_is_looked_for_by_what_it_logs()
    {
        var line = typeof(LimitOptions).Assembly.GetTypes().Single(type => type.Name == "CoreLog").GetMethod("Swept")!;
        var message = line.GetCustomAttribute<LoggerMessageAttribute>()!;
        var begins = message.Message[..message.Message.IndexOf('{', StringComparison.Ordinal)];

        Assert.Contains($"EventName) == '{message.EventName ?? line.Name}'", SweepQuery, StringComparison.Ordinal);
        Assert.Contains($"Message startswith '{begins}'", SweepQuery, StringComparison.Ordinal);
    }

    [Fact]
    public void The_sweep_is_looked_for_by_its_function()
    {
        var name = typeof(SweepFunction).GetMethods()
            .Select(method => method.GetCustomAttribute<FunctionAttribute>()?.Name)
            .Single(name => name is not null);

        Assert.Contains($"Name == '{name}'", SweepQuery, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_log_rule_measures_a_column_that_its_query_makes()
    {
        Assert.Equal(3, LogRules.Length);
        Assert.All(LogRules, rule =>
        {
            var condition = Condition(rule);
            Assert.Contains($"{condition.Text("metricMeasureColumn")} = ", condition.Text("query"), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Throttling_is_looked_for_in_the_account_of_the_uploads()
    {
        var scopes = Assert.Single(Prediction.With().Of("Microsoft.Insights/metricAlerts")).At("properties.scopes")!.Value;

        Assert.Contains("/storageAccounts/stupload", Assert.Single(scopes.EnumerateArray()).GetString(), StringComparison.Ordinal);
    }

    // The host writes 500 for a connection that is cut, and that the function failed; for an answer of the app, that it succeeded.
    [Fact]
    public void What_the_app_answered_is_told_from_what_was_cut_off_or_failed_in_the_host()
    {
        var (app, host) = (Named("5xx"), Named("host"));

        Assert.Contains("sumif(ItemCount, Status >= 500 and Success)", app.Text("query"), StringComparison.Ordinal);
        Assert.Contains("sumif(ItemCount, Status >= 500 and not(Success))", host.Text("query"), StringComparison.Ordinal);
        Assert.True(host.Number("threshold") >= 10 * app.Number("threshold"));
    }

    private static JsonElement Named(string name) =>
        Condition(LogRules.Single(rule => rule.Text("name")!.StartsWith($"alert-{name}-", StringComparison.Ordinal)));

    private static JsonElement Condition(JsonElement rule) => Assert.Single(rule.At("properties.criteria.allOf")!.Value.EnumerateArray());
}
