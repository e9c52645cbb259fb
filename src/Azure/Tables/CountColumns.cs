using Azure.Data.Tables;
using SmartTransfer.Core.Links;

namespace SmartTransfer.Azure.Tables;

/// <summary>
/// What was counted of a network, with the evidence and what the advice has to remember, as columns of the rows of instances
/// and clients.
/// </summary>
internal static class CountColumns
{
    private const string ActiveTicks = "ActiveTicks";

    public static void Write(TableEntity row, NetworkCounters counters)
    {
        row[nameof(NetworkCounters.Chunks)] = counters.Chunks;
        row[nameof(NetworkCounters.Bytes)] = counters.Bytes;
        row[nameof(NetworkCounters.ActiveBytes)] = counters.ActiveBytes;
        row[ActiveTicks] = counters.ActiveTime.Ticks;
        row[nameof(NetworkCounters.Broken)] = counters.Broken;
        row[nameof(NetworkCounters.BrokenBytes)] = counters.BrokenBytes;
        row[nameof(NetworkCounters.Mismatched)] = counters.Mismatched;
        row[nameof(NetworkCounters.Refused)] = counters.Refused;
        row[nameof(NetworkCounters.StorageFailed)] = counters.StorageFailed;
        row[nameof(NetworkCounters.StorageRetries)] = counters.StorageRetries;
        row[nameof(NetworkCounters.Retried)] = counters.Retried;
        row[nameof(NetworkCounters.ReportedBytes)] = counters.ReportedBytes;
        row[nameof(NetworkCounters.ReportedFailed)] = counters.ReportedFailed;
        row[nameof(NetworkCounters.ReportedLostBytes)] = counters.ReportedLostBytes;
        EvidenceColumns.Write(row, counters.Evidence);
        SteeringColumns.Write(row, counters.Steering);

        // Tables hold no instant before the year 1601; no instant means that no chunk was stored.
        if (counters.LastAt != DateTimeOffset.MinValue)
        {
            row[nameof(NetworkCounters.LastAt)] = counters.LastAt;
        }
    }

    /// <summary>What was counted. A count that the row lacks is zero.</summary>
    public static NetworkCounters Read(TableEntity row, TimeSpan halfLife)
    {
        return new NetworkCounters
        {
            Chunks = Count(nameof(NetworkCounters.Chunks)),
            Bytes = Count(nameof(NetworkCounters.Bytes)),
            ActiveBytes = Count(nameof(NetworkCounters.ActiveBytes)),
            ActiveTime = TimeSpan.FromTicks(Count(ActiveTicks)),
            Broken = Count(nameof(NetworkCounters.Broken)),
            BrokenBytes = Count(nameof(NetworkCounters.BrokenBytes)),
            Mismatched = Count(nameof(NetworkCounters.Mismatched)),
            Refused = Count(nameof(NetworkCounters.Refused)),
            StorageFailed = Count(nameof(NetworkCounters.StorageFailed)),
            StorageRetries = Count(nameof(NetworkCounters.StorageRetries)),
            Retried = Count(nameof(NetworkCounters.Retried)),
            ReportedBytes = Count(nameof(NetworkCounters.ReportedBytes)),
            ReportedFailed = Count(nameof(NetworkCounters.ReportedFailed)),
            ReportedLostBytes = Count(nameof(NetworkCounters.ReportedLostBytes)),
            Evidence = EvidenceColumns.Read(row, halfLife),
            Steering = SteeringColumns.Read(row),
            LastAt = row.GetDateTimeOffset(nameof(NetworkCounters.LastAt)) ?? DateTimeOffset.MinValue,
        };

        long Count(string column) => row.GetInt64(column) ?? 0;
    }
}
