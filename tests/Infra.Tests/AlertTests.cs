using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using SmartTransfer.Core.Options;
using SmartTransfer.Functions.Service;
using SmartTransfer.Infra.Tests.Bicep;

namespace SmartTransfer.Infra.Tests;

public class AlertTests
{
    private static readonly BicepFile Alerts = InfraFiles.Get("modules/alerts.bicep");

    [Fact]
    public void The_sweep_is_looked_for_by_what_it_logs()
    {
        var line = typeof(LimitOptions).Assembly.GetType("SmartTransfer.Core.CoreLog", throwOnError: true)!.GetMethod("Swept")!;
        var message = line.GetCustomAttribute<LoggerMessageAttribute>()!;
        var begins = message.Message[..message.Message.IndexOf('{', StringComparison.Ordinal)];

        Assert.Contains($"EventName) == '{message.EventName ?? line.Name}'", Query("sweepQuery"), StringComparison.Ordinal);
        Assert.Contains($"Message startswith '{begins}'", Query("sweepQuery"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_sweep_is_looked_for_by_its_function()
    {
        var name = typeof(SweepFunction).GetMethods().Select(method => method.GetCustomAttribute<FunctionAttribute>()?.Name).Single(name => name is not null);

        Assert.Contains($"Name == '{name}'", Query("sweepQuery"), StringComparison.Ordinal);
    }

    [Fact]
    public void Each_log_rule_measures_a_column_that_its_query_makes()
    {
        var rules = Alerts.Resources.Where(resource => resource.Type == "Microsoft.Insights/scheduledQueryRules").ToArray();

        Assert.Equal(2, rules.Length);
        Assert.All(rules, rule =>
        {
            var condition = Assert.Single(Assert.IsType<BicepArray>(rule.Value.At("properties.criteria.allOf")).Items);
            Assert.Contains($"{condition.At("metricMeasureColumn")} = ", Query(condition.At("query")!.ToString()!), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Throttling_is_looked_for_in_the_account_of_the_uploads()
    {
        var rule = Alerts.Resources.Single(resource => resource.Type == "Microsoft.Insights/metricAlerts").Value;

        Assert.Equal("uploadStorage . id", Assert.Single(Assert.IsType<BicepArray>(rule.At("properties.scopes")).Items).ToString());
    }

    private static string Query(string variable) => Alerts.Variable(variable).ToString()!;
}
