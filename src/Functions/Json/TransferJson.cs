using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Functions.Json;

/// <summary>How the bytes of an upload came that has ended.</summary>
internal sealed record TransferJson(
    double DurationSeconds,
    long Bytes,
    long Chunks,
    long Retries,
    long Failures,
    double? BytesPerSecond,
    long? SmallestChunkBytes,
    long? LargestChunkBytes)
{
    public static TransferJson? Of(UploadSession session) => TransferSummary.Of(session) is { } summary
        ? new TransferJson(
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
