using Azure.Data.Tables;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Azure.Tables;

/// <summary>What was counted of an upload's transfer, as columns of its session. Sums that are zero are left out.</summary>
internal static class TransferColumns
{
    private const string Prefix = "Sum";
    private const string Smallest = nameof(TransferCounts.SmallestChunkBytes);
    private const string Largest = nameof(TransferCounts.LargestChunkBytes);
    private const string DurationTicks = "TransferTicks";

    // Written also where it is zero: it says that the others were counted.
    private const string First = nameof(NetworkCounters.Chunks);

    private static readonly (string Name, Func<NetworkCounters, long> Get, Func<NetworkCounters, long, NetworkCounters> With)[] Sums =
    [
        (First, c => c.Chunks, (c, value) => c with { Chunks = value }),
        (nameof(NetworkCounters.Bytes), c => c.Bytes, (c, value) => c with { Bytes = value }),
        (nameof(NetworkCounters.ActiveBytes), c => c.ActiveBytes, (c, value) => c with { ActiveBytes = value }),
        ("ActiveTicks", c => c.ActiveTime.Ticks, (c, value) => c with { ActiveTime = TimeSpan.FromTicks(value) }),
        (nameof(NetworkCounters.Broken), c => c.Broken, (c, value) => c with { Broken = value }),
        (nameof(NetworkCounters.BrokenBytes), c => c.BrokenBytes, (c, value) => c with { BrokenBytes = value }),
        (nameof(NetworkCounters.Mismatched), c => c.Mismatched, (c, value) => c with { Mismatched = value }),
        (nameof(NetworkCounters.Refused), c => c.Refused, (c, value) => c with { Refused = value }),
        (nameof(NetworkCounters.StorageFailed), c => c.StorageFailed, (c, value) => c with { StorageFailed = value }),
        (nameof(NetworkCounters.StorageRetries), c => c.StorageRetries, (c, value) => c with { StorageRetries = value }),
        (nameof(NetworkCounters.Retried), c => c.Retried, (c, value) => c with { Retried = value }),
        (nameof(NetworkCounters.ReportedBytes), c => c.ReportedBytes, (c, value) => c with { ReportedBytes = value }),
        (nameof(NetworkCounters.ReportedFailed), c => c.ReportedFailed, (c, value) => c with { ReportedFailed = value }),
        (nameof(NetworkCounters.ReportedLostBytes), c => c.ReportedLostBytes, (c, value) => c with { ReportedLostBytes = value }),
    ];

    public static void Write(TableEntity row, TransferCounts? counts)
    {
        if (counts is null)
        {
            return;
        }

        foreach (var (name, get, _) in Sums)
        {
            if (get(counts.Sums) is var value && (value != 0 || name == First))
            {
                row[Prefix + name] = value;
            }
        }

        if (counts is { SmallestChunkBytes: { } smallest, LargestChunkBytes: { } largest })
        {
            (row[Smallest], row[Largest]) = (smallest, largest);
        }

        if (counts.Duration is { } duration)
        {
            row[DurationTicks] = duration.Ticks;
        }
    }

    public static TransferCounts? Read(TableEntity row) => row.GetInt64(Prefix + First) is null
        ? null
        : new TransferCounts(
            Sums.Aggregate(
                NetworkCounters.Zero, (sums, sum) => row.GetInt64(Prefix + sum.Name) is { } value ? sum.With(sums, value) : sums),
            row.GetInt64(Smallest),
            row.GetInt64(Largest))
        {
            Duration = row.GetInt64(DurationTicks) is { } ticks ? TimeSpan.FromTicks(ticks) : null,
        };
}
