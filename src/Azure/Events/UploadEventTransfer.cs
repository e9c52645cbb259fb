using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Azure.Events;

/// <summary>How the bytes of an upload came that has ended, as its status shows it.</summary>
internal sealed record UploadEventTransfer(
    double DurationSeconds,
    long Bytes,
    long Chunks,
    long Retries,
    long Failures,
    double? BytesPerSecond,
    long? SmallestChunkBytes,
    long? LargestChunkBytes)
{
    public static UploadEventTransfer? Of(UploadSession session) => TransferSummary.Of(session) is { } summary
        ? new UploadEventTransfer(
            Math.Round(summary.Duration.TotalSeconds, 3),
            summary.Bytes,
            summary.Chunks,
            summary.Retries,
            summary.Failures,
            summary.BytesPerSecond is { } rate ? Math.Round(rate) : null,
            summary.SmallestChunkBytes,
            summary.LargestChunkBytes)
        : null;
}
