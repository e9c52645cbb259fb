namespace SmartTransfer.Core.Links;

/// <summary>
/// What a sample says of its link. Each source fills sums of its own, so that what two of them saw of one chunk is not counted
/// twice.
/// </summary>
internal static class EvidenceOf
{
    /// <summary>What took less says nothing of the link: it lay in somebody's buffer.</summary>
    private static readonly TimeSpan MinDuration = TimeSpan.FromMilliseconds(20);

    /// <summary>A longer gap is a pause of the client's, no cost of a chunk.</summary>
    private static readonly TimeSpan MaxGap = TimeSpan.FromSeconds(5);

    /// <param name="sample">The sample. Numbers that make no sense count as not measured.</param>
    /// <param name="at">When it ended.</param>
    /// <param name="halfLife">After how long it counts half.</param>
    public static LinkEvidence Sample(TransferSample sample, DateTimeOffset at, TimeSpan halfLife)
    {
        var seconds = sample.Duration is { } time && time > TimeSpan.Zero ? time.TotalSeconds : 0;
        var evidence = new LinkEvidence { HalfLife = halfLife, At = at, Since = at - TimeSpan.FromSeconds(seconds) };
        return sample.Result switch
        {
            ChunkResult.Stored => Stored(evidence, sample, seconds),
            ChunkResult.Broken or ChunkResult.Mismatched when sample.Source is TimeSource.Reported =>
                evidence with { ReportedFailed = sample.Times, ReportedSeconds = seconds },
            ChunkResult.Broken or ChunkResult.Mismatched => evidence with { Failed = sample.Times, ExposedSeconds = seconds },
            ChunkResult.StorageFailed => evidence with { StorageFailed = sample.Times },
            _ => evidence,
        };
    }

    private static LinkEvidence Stored(LinkEvidence evidence, TransferSample sample, double seconds)
    {
        if (sample.Source is TimeSource.Streamed)
        {
            evidence = evidence with { Stored = sample.Times };
        }

        if (sample.Gap is { } gap && gap >= TimeSpan.Zero && gap < MaxGap)
        {
            evidence = evidence with { Overheads = 1, OverheadSeconds = (gap + (sample.Staging ?? TimeSpan.Zero)).TotalSeconds };
        }

        var rate = new RateSum(sample.Bytes, seconds);
        return sample.Source switch
        {
            _ when sample.Bytes <= 0 || seconds <= 0 => evidence,
            TimeSource.Reported => WithRate(evidence, sample, seconds) with { Reported = rate, ReportedSeconds = seconds },
            TimeSource.Streamed when sample.Duration < MinDuration => evidence,
            TimeSource.Streamed => WithRate(evidence, sample, seconds) with { Streamed = rate, ExposedSeconds = seconds },

            // Several connections finish in bunches: the time between two of them is no rate of the link.
            TimeSource.Completions when sample.Connections > 1 || sample.Duration < MinDuration => Completed(evidence, sample, rate),
            _ => Completed(WithRate(evidence, sample, seconds), sample, rate),
        };
    }

    /// <summary>
    /// What took long has begun to fade before it ended: h/ln 2 · (1 − 2^(−d/h))/d of it counts, so that seconds add up to
    /// <see cref="LinkEvidence.WallSeconds"/>.
    /// </summary>
    private static LinkEvidence Completed(LinkEvidence evidence, TransferSample sample, RateSum rate)
    {
        var faded = rate.Times(evidence.WallSeconds / rate.Seconds);
        return evidence with { Completed = faded, ConnectionSeconds = faded.Seconds * sample.Connections };
    }

    private static LinkEvidence WithRate(LinkEvidence evidence, TransferSample sample, double seconds)
    {
        var log = Math.Log(sample.Bytes / seconds);
        return evidence with { Rates = sample.Times, LogRates = log * sample.Times, SquaredLogRates = log * log * sample.Times };
    }
}
