using Azure.Data.Tables;
using SmartTransfer.Core.Network;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Azure;

/// <summary>An instance's counters of a session as a row: partition = upload id, row = <c>net:{instance}</c>.</summary>
internal static class CounterRow
{
    public const string KeyPrefix = "net:";

    private const int MaxNameChars = 64;
    private const string ActiveTicks = "ActiveTicks";

    /// <exception cref="ArgumentException">The instance's name is not one of 1 to 64 characters a-z and 0-9.</exception>
    public static TableEntity Write(UploadId id, string instance, NetworkCounters counters)
    {
        if (instance.Length is 0 or > MaxNameChars || !instance.All(c => char.IsAsciiDigit(c) || char.IsAsciiLetterLower(c)))
        {
            throw new ArgumentException($"'{instance}' is no name of an instance: 1 to {MaxNameChars} characters of a-z and 0-9.", nameof(instance));
        }

        var row = new TableEntity(id.Value, KeyPrefix + instance)
        {
            [RowSchema.Column] = RowSchema.Current,
            [nameof(NetworkCounters.Chunks)] = counters.Chunks,
            [nameof(NetworkCounters.Bytes)] = counters.Bytes,
            [nameof(NetworkCounters.ActiveBytes)] = counters.ActiveBytes,
            [ActiveTicks] = counters.ActiveTime.Ticks,
            [nameof(NetworkCounters.Broken)] = counters.Broken,
            [nameof(NetworkCounters.BrokenBytes)] = counters.BrokenBytes,
            [nameof(NetworkCounters.Mismatched)] = counters.Mismatched,
            [nameof(NetworkCounters.Refused)] = counters.Refused,
            [nameof(NetworkCounters.StorageFailed)] = counters.StorageFailed,
            [nameof(NetworkCounters.StorageRetries)] = counters.StorageRetries,
            [nameof(NetworkCounters.Retried)] = counters.Retried,
            [nameof(NetworkCounters.ReportedBytes)] = counters.ReportedBytes,
            [nameof(NetworkCounters.ReportedFailed)] = counters.ReportedFailed,
            [nameof(NetworkCounters.ReportedLostBytes)] = counters.ReportedLostBytes,
        };
        EvidenceColumns.Write(row, counters.Evidence);
        SteeringColumns.Write(row, counters.Steering);

        // Tables hold no instant before the year 1601; no instant means that no chunk was stored.
        if (counters.LastAt != DateTimeOffset.MinValue)
        {
            row[nameof(NetworkCounters.LastAt)] = counters.LastAt;
        }

        return row;
    }

    /// <summary>The instance and what it counted. A count that the row lacks is zero.</summary>
    /// <exception cref="InvalidDataException">A newer release wrote the row.</exception>
    public static (string Instance, NetworkCounters Counters) Read(TableEntity row, UploadId id)
    {
        RowSchema.Check(row, id);
        var counters = new NetworkCounters
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
            Evidence = EvidenceColumns.Read(row, LinkEvidence.SessionHalfLife),
            Steering = SteeringColumns.Read(row),
            LastAt = row.GetDateTimeOffset(nameof(NetworkCounters.LastAt)) ?? DateTimeOffset.MinValue,
        };
        return (row.RowKey[KeyPrefix.Length..], counters);

        long Count(string column) => row.GetInt64(column) ?? 0;
    }
}
