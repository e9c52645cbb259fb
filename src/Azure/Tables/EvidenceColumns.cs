using Azure.Data.Tables;
using SmartTransfer.Core.Links;

namespace SmartTransfer.Azure.Tables;

/// <summary>The evidence of a link as columns, each a sum. Sums that are zero are left out.</summary>
internal static class EvidenceColumns
{
    private const string Prefix = "Evidence";

    private static readonly (string Name, Func<LinkEvidence, double> Get, Func<LinkEvidence, double, LinkEvidence> With)[] Sums =
    [
        ("ReportedBytes", e => e.Reported.Bytes, (e, value) => e with { Reported = e.Reported with { Bytes = value } }),
        ("ReportedRateSeconds", e => e.Reported.Seconds, (e, value) => e with { Reported = e.Reported with { Seconds = value } }),
        ("StreamedBytes", e => e.Streamed.Bytes, (e, value) => e with { Streamed = e.Streamed with { Bytes = value } }),
        ("StreamedSeconds", e => e.Streamed.Seconds, (e, value) => e with { Streamed = e.Streamed with { Seconds = value } }),
        ("CompletedBytes", e => e.Completed.Bytes, (e, value) => e with { Completed = e.Completed with { Bytes = value } }),
        ("CompletedSeconds", e => e.Completed.Seconds, (e, value) => e with { Completed = e.Completed with { Seconds = value } }),
        (nameof(LinkEvidence.ConnectionSeconds), e => e.ConnectionSeconds, (e, value) => e with { ConnectionSeconds = value }),
        (nameof(LinkEvidence.Stored), e => e.Stored, (e, value) => e with { Stored = value }),
        (nameof(LinkEvidence.Failed), e => e.Failed, (e, value) => e with { Failed = value }),
        (nameof(LinkEvidence.StorageFailed), e => e.StorageFailed, (e, value) => e with { StorageFailed = value }),
        (nameof(LinkEvidence.ExposedSeconds), e => e.ExposedSeconds, (e, value) => e with { ExposedSeconds = value }),
        (nameof(LinkEvidence.ReportedFailed), e => e.ReportedFailed, (e, value) => e with { ReportedFailed = value }),
        (nameof(LinkEvidence.ReportedSeconds), e => e.ReportedSeconds, (e, value) => e with { ReportedSeconds = value }),
        (nameof(LinkEvidence.OverheadSeconds), e => e.OverheadSeconds, (e, value) => e with { OverheadSeconds = value }),
        (nameof(LinkEvidence.Overheads), e => e.Overheads, (e, value) => e with { Overheads = value }),
        (nameof(LinkEvidence.Rates), e => e.Rates, (e, value) => e with { Rates = value }),
        (nameof(LinkEvidence.LogRates), e => e.LogRates, (e, value) => e with { LogRates = value }),
        (nameof(LinkEvidence.SquaredLogRates), e => e.SquaredLogRates, (e, value) => e with { SquaredLogRates = value }),
    ];

    public static void Write(TableEntity row, LinkEvidence evidence)
    {
        if (evidence.At == DateTimeOffset.MinValue)
        {
            return;
        }

        row[Prefix + nameof(LinkEvidence.At)] = evidence.At;
        row[Prefix + nameof(LinkEvidence.Since)] = evidence.Since;
        foreach (var (name, get, _) in Sums)
        {
            if (get(evidence) is var value && value != 0 && double.IsFinite(value))
            {
                row[Prefix + name] = value;
            }
        }
    }

    public static LinkEvidence Read(TableEntity row, TimeSpan halfLife)
    {
        if (row.GetDateTimeOffset(Prefix + nameof(LinkEvidence.At)) is not { } at)
        {
            return LinkEvidence.None;
        }

        var since = row.GetDateTimeOffset(Prefix + nameof(LinkEvidence.Since)) ?? at;
        return Sums.Aggregate(
            new LinkEvidence { HalfLife = halfLife, At = at, Since = since },
            (evidence, sum) => row.GetDouble(Prefix + sum.Name) is { } value ? sum.With(evidence, value) : evidence);
    }
}
