using System.Globalization;
using Azure.Data.Tables;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Testing.Inspection;

namespace SmartTransfer.Storm.Events;

/// <summary>
/// The records of all uploads as they were last seen. The sweep removes a record long after its last event, so whoever looks now and then
/// sees each event that ever stood in one.
/// </summary>
internal sealed class UploadRecords(StoredUploads stored)
{
    private readonly Dictionary<string, UploadRecord> _seen = [];

    /// <summary>By the keys of their uploads, what was last seen of all records that there ever were.</summary>
    public IReadOnlyDictionary<string, UploadRecord> ByKey => _seen;

    /// <summary>Looks at all that there are.</summary>
    public async Task LookAsync()
    {
        await foreach (var row in stored.Uploads.QueryAsync<TableEntity>("RowKey eq 'session'"))
        {
            if (UploadId.TryParse(row.PartitionKey, out var id))
            {
                _seen[UploadKey.Of(id).Value] = new UploadRecord(
                    id.Value, row.GetString("FileName"), Enum.Parse<UploadState>(row.GetString("State")), EventsOf(row));
            }
        }
    }

    /// <summary>Looks again and again until that is enough.</summary>
    public async Task WatchAsync(TimeSpan pause, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            await Task.Delay(pause, enough).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await LookAsync();
        }
    }

    // Number, kind and more, separated by colons.
    private static UploadEventKind[] EventsOf(TableEntity row) =>
    [
        .. (row.GetString("Events") ?? string.Empty).Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(told => told.Split(':'))
            .OrderBy(told => int.Parse(told[0], CultureInfo.InvariantCulture))
            .Select(told => Enum.Parse<UploadEventKind>(told[1])),
    ];
}
