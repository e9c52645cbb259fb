using System.Text.Json;
using SmartTransfer.Infra.Tests.Compiled;

namespace SmartTransfer.Infra.Tests;

/// <summary>The workbook comes into the portal whole, and asks the resources of this very deployment.</summary>
public class WorkbookTests
{
    // learn.microsoft.com/azure/azure-monitor/reference/supported-metrics/microsoft-storage-storageaccounts-metrics and its parts.
    private static readonly string[] Known =
        ["BlobCapacity", "Egress", "Ingress", "SuccessE2ELatency", "Transactions"];

    private static readonly JsonElement Workbook = Prediction.With().Of("Microsoft.Insights/workbooks").Single();

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

    [Fact]
    public void Its_name_is_a_GUID_which_the_portal_demands() => Assert.True(Guid.TryParse(Workbook.Text("name"), out _));
}
