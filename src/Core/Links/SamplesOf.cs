namespace SmartTransfer.Core.Links;

/// <summary>What a report says, as samples: one of what got through, one of what failed.</summary>
internal static class SamplesOf
{
    /// <summary>The samples; none of what the report does not tell.</summary>
    public static IEnumerable<TransferSample> Report(TransferReport report)
    {
        if (report is { Bytes: > 0, Duration.Ticks: > 0 })
        {
            yield return new TransferSample(
                ChunkResult.Stored,
                report.Bytes,
                report.Duration,
                TimeSource.Reported)
            { Times = Math.Max(1, report.Attempts - report.Failed) };
        }

        if (report.Failed > 0)
        {
            yield return new TransferSample(
                ResultOf(report.LastError), report.LostBytes, report.LostDuration, TimeSource.Reported)
            { Times = report.Failed };
        }
    }

    // What was refused, and what storage did not take, we have answered and counted ourselves.
    private static ChunkResult ResultOf(ReportedError? error) => error switch
    {
        ReportedError.Mismatch => ChunkResult.Mismatched,
        ReportedError.Refused or ReportedError.Storage => ChunkResult.Refused,
        _ => ChunkResult.Broken,
    };
}
