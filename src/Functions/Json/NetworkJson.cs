using SmartTransfer.Core.Links;

namespace SmartTransfer.Functions.Json;

/// <summary>What was counted of an upload's network.</summary>
internal sealed record NetworkJson(
    long Chunks,
    long Bytes,
    long Broken,
    long BrokenBytes,
    long Mismatched,
    long Refused,
    long StorageFailed,
    long StorageRetries,
    long Retried,
    long ReportedBytes,
    long ReportedFailed,
    long ReportedLostBytes)
{
    public static NetworkJson Of(NetworkCounters counters) => new(
        counters.Chunks,
        counters.Bytes,
        counters.Broken,
        counters.BrokenBytes,
        counters.Mismatched,
        counters.Refused,
        counters.StorageFailed,
        counters.StorageRetries,
        counters.Retried,
        counters.ReportedBytes,
        counters.ReportedFailed,
        counters.ReportedLostBytes);
}
