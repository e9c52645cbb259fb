using SmartTransfer.Core.Links;

namespace SmartTransfer.Core.Sessions;

/// <summary>How the bytes of an upload came that has ended, in a few figures.</summary>
/// <param name="DurationSeconds">From the start to the end, pauses included, to the millisecond.</param>
/// <param name="Bytes">Length of the file; of an upload that ended without one, the bytes that were stored for it.</param>
/// <param name="Chunks">Chunks that the file is made of; of an upload that ended without one, the chunks that were stored for it.</param>
/// <param name="Retries">Chunks that were stored after attempts that failed, as far as the client said so.</param>
/// <param name="Failures">Attempts that failed on the way, as we saw them or as the client reported, whichever is more.</param>
/// <param name="BytesPerSecond">
/// The average rate in whole bytes: over the time in which chunks were stored one after the other, else over the whole duration; null where
/// that is too short to tell.
/// </param>
/// <param name="SmallestChunkBytes">The smallest chunk of the file, in bytes; null where there is no file, or an empty one.</param>
/// <param name="LargestChunkBytes">The largest, in bytes.</param>
public sealed record TransferSummary(
    double DurationSeconds,
    long Bytes,
    long Chunks,
    long Retries,
    long Failures,
    double? BytesPerSecond,
    long? SmallestChunkBytes,
    long? LargestChunkBytes)
{
    /// <summary>The summary of an upload; null while it has not ended, and where nothing was kept of its transfer.</summary>
    public static TransferSummary? Of(UploadSession session)
    {
        if (session is not { ClosedAt: { } endedAt, Counted: { } counted })
        {
            return null;
        }

        var sums = counted.Sums;
        var duration = counted.Duration ?? (endedAt > session.CreatedAt ? endedAt - session.CreatedAt : TimeSpan.Zero);
        var (bytes, chunks) = session is { File: { } file, LengthBytes: { } length }
            ? (length, file.ChunkCount)
            : (sums.Bytes, sums.Chunks);
        var rate = new RateSum(sums.ActiveBytes, sums.ActiveTime.TotalSeconds).BytesPerSecond
            ?? new RateSum(bytes, duration.TotalSeconds).BytesPerSecond;
        return new TransferSummary(
            Math.Round(duration.TotalSeconds, 3),
            bytes,
            chunks,
            sums.Retried,
            Math.Max(sums.Failed, sums.ReportedFailed),
            rate is { } some ? Math.Round(some) : null,
            counted.SmallestChunkBytes,
            counted.LargestChunkBytes);
    }
}
