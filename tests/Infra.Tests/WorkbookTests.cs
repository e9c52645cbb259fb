using System.Reflection;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using SmartTransfer.Functions.Composition;
using SmartTransfer.Infra.Tests.Compiled;

namespace SmartTransfer.Infra.Tests;

/// <summary>The workbook comes into the portal whole, and asks the resources of this very deployment.</summary>
public class WorkbookTests
{
    // learn.microsoft.com/azure/azure-monitor/reference/supported-metrics/microsoft-storage-storageaccounts-metrics and its parts.
    private static readonly string[] Known =
        ["BlobCapacity", "Egress", "Ingress", "SuccessE2ELatency", "Transactions"];

    private static readonly JsonElement Workbook = Prediction.With().Of("Microsoft.Insights/workbooks").Single();

    private static string[] RequestNames { get; } = [.. Functions(typeof(HttpTriggerAttribute))];

    [Fact]
    public void Its_items_are_those_of_the_file_with_the_resources_of_the_deployment()
    {
        var text = Workbook.Text("properties.serializedData")!;
        Assert.DoesNotContain("{uploadStorageId}", text, StringComparison.Ordinal);
        Assert.DoesNotContain("{workspaceId}", text, StringComparison.Ordinal);
        var made = JsonElement.Parse(text).GetProperty("items").EnumerateArray().ToList();
        var file = JsonElement.Parse(InfraFiles.Read("dashboards/smart-transfer.workbook.json")).GetProperty("items");
        Assert.Equal(file.GetArrayLength(), made.Count);
        var asked = made.Where(item => item.GetProperty("type").GetInt32() == 10)
            .SelectMany(item => item.GetProperty("content").GetProperty("resourceIds").EnumerateArray());
        Assert.All(asked, id => Assert.Contains("Microsoft.Storage/storageAccounts/stupload", id.GetString(), StringComparison.Ordinal));
    }

    [Fact]
    public void What_it_asks_of_storage_is_measured_there()
    {
        var metrics = JsonElement.Parse(InfraFiles.Read("dashboards/smart-transfer.workbook.json")).GetProperty("items").EnumerateArray()
            .Where(item => item.GetProperty("type").GetInt32() == 10)
            .SelectMany(item => item.GetProperty("content").GetProperty("metrics").EnumerateArray())
            .Select(metric => metric.GetProperty("metric").GetString()!.Split('-')[^1]);
        Assert.Empty(metrics.Except(Known));
    }

    // Success says that a function ran to its end: of a request, whatever it was answered. Of a timer that is all there is to say.
    [Fact]
    public void Requests_that_were_refused_do_not_count_as_done()
    {
        var ofRequests = Queries()
            .Where(query => RequestNames.Any(name => query.Contains($"'{name}'", StringComparison.Ordinal)))
            .ToArray();
        var others = Queries().Except(ofRequests).Where(query => query.Contains("Success", StringComparison.Ordinal)).ToArray();

        Assert.NotEmpty(ofRequests);
        Assert.All(ofRequests, query =>
        {
            Assert.Contains("toint(ResultCode) between (200 .. 299)", query, StringComparison.Ordinal);
            Assert.DoesNotContain("Success", query, StringComparison.Ordinal);
        });
        Assert.All(others, query => Assert.Matches("'SweepExpiredUploads'|Status >= 500 and not\\(Success\\)", query));
    }

    [Fact]
    public void The_functions_that_it_names_are_there() => Assert.Empty(Queries()
        .Where(query => query.Contains("Name in (", StringComparison.Ordinal) && query.StartsWith("AppRequests", StringComparison.Ordinal))
        .SelectMany(query => query[query.IndexOf("Name in (", StringComparison.Ordinal)..].Split('(', ')')[1].Split(", "))
        .Select(name => name.Trim('\''))
        .Except([.. RequestNames, .. Functions(typeof(TimerTriggerAttribute))]));

    [Fact]
    public void Its_name_is_a_GUID_which_the_portal_demands() => Assert.True(Guid.TryParse(Workbook.Text("name"), out _));

    private static IEnumerable<string> Queries() =>
        JsonElement.Parse(InfraFiles.Read("dashboards/smart-transfer.workbook.json")).GetProperty("items").EnumerateArray()
            .Select(item => item.Text("content.query"))
            .OfType<string>();

    private static IEnumerable<string> Functions(Type trigger) =>
        from type in typeof(SmartTransferServices).Assembly.GetTypes()
        from method in type.GetMethods()
        let function = method.GetCustomAttribute<FunctionAttribute>()
        where function is not null && method.GetParameters().Any(parameter => parameter.IsDefined(trigger))
        select function.Name;
}
