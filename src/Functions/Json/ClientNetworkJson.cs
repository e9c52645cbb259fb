using SmartTransfer.Core.Links;

namespace SmartTransfer.Functions.Json;

/// <summary>All that is remembered of a client's network across its uploads.</summary>
internal sealed record ClientNetworkJson(
    long Sessions,
    DateTimeOffset? UpdatedAt,
    NetworkJson Total,
    LinkJson Link,
    AdviceJson Advice,
    IReadOnlyList<string> Because)
{
    public static ClientNetworkJson Of(ClientNetworkReport report) => new(
        report.Profile?.Sessions ?? 0,
        report.Profile?.UpdatedAt,
        NetworkJson.Of(report.Profile?.Total ?? NetworkCounters.Zero),
        LinkJson.Of(report.Estimate),
        AdviceJson.Of(report.Advice),
        report.Because);
}
