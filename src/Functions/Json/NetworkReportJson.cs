using SmartTransfer.Core.Network;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Functions.Json;

/// <summary>All that is known of an upload's network.</summary>
internal sealed record NetworkReportJson(
    string Id,
    NetworkJson Total,
    TransferSummary? Transfer,
    IReadOnlyDictionary<string, NetworkJson> Instances,
    LinkJson Link,
    AdviceJson Advice,
    IReadOnlyList<string> Because)
{
    public static NetworkReportJson Of(NetworkReport report) => new(
        report.Session.Id.Value,
        NetworkJson.Of(report.Total),
        TransferSummary.Of(report.Session),
        report.CountersByInstance.ToDictionary(counted => counted.Key, counted => NetworkJson.Of(counted.Value)),
        LinkJson.Of(report.Estimate),
        AdviceJson.Of(report.Advice),
        report.Because);
}
