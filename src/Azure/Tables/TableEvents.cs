using Azure;
using Azure.Data.Tables;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Azure.Tables;

/// <summary>
/// The index of events that are due, and what was given up, in a table of their own. Each instance files in a partition of its own, so
/// that it removes a hundred entries at once; a range query over the partitions reads what is due and nothing else.
/// </summary>
public sealed class TableEvents(StorageClients clients, StorageProvisioner provisioner) : IEventIndex, ISetAsideEvents
{
    private const int MaxActions = 100;
    private const int MaxPageRows = 1000;

    private static readonly string BeyondPartitions = EventEntryRow.PartitionPrefix[..^1] + (char)(EventEntryRow.PartitionPrefix[^1] + 1);

    private readonly TableClient _table = clients.Events;

    /// <inheritdoc/>
    public Task<EventEntry> FileAsync(EventEntry entry, CancellationToken cancellationToken)
    {
        var row = EventEntryRow.Write(entry);
        return provisioner.RunAsync(
            "file event",
            async () => entry with
            {
                Version = (await _table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken)).Headers.ETag?.ToString(),
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">A newer release wrote the entry.</exception>
    public Task<EventEntry?> FindAsync(EventEntryKey key, CancellationToken cancellationToken) => provisioner.RunAsync(
        "find event",
        async () =>
        {
            var row = await _table.GetEntityIfExistsAsync<TableEntity>(
                EventEntryRow.PartitionOf(key.Instance), EventEntryRow.RowOf(key), cancellationToken: cancellationToken);
            return row.HasValue ? EventEntryRow.Read(row.Value!) : null;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<EventEntry>> ReadDueAsync(
        DateTimeOffset now, EventEntryKey? after, int limit, CancellationToken cancellationToken)
    {
        FormattableString due = $"PartitionKey lt {BeyondPartitions} and DueAt le {now}";
        var filter = TableClient.CreateQueryFilter(due) + " and " + (after is { } key
            ? TableClient.CreateQueryFilter(AfterKey(EventEntryRow.PartitionOf(key.Instance), EventEntryRow.RowOf(key)))
            : TableClient.CreateQueryFilter($"PartitionKey ge {EventEntryRow.PartitionPrefix}"));
        return provisioner.RunAsync(
            "read events", () => QueryAsync(filter, limit, EventEntryRow.Read, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> ReplaceAsync(EventEntry entry, CancellationToken cancellationToken)
    {
        var version = entry.Version
            ?? throw new ArgumentException($"Entry {entry.Key} was never filed, so it has no version to replace.", nameof(entry));
        var row = EventEntryRow.Write(entry);
        return provisioner.RunAsync(
            "replace event",
            async () =>
            {
                try
                {
                    await _table.UpdateEntityAsync(row, new ETag(version), TableUpdateMode.Replace, cancellationToken);
                    return true;
                }
                catch (RequestFailedException lost) when (lost.IsLost())
                {
                    return false;
                }
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task RemoveAsync(IReadOnlyCollection<EventEntryKey> keys, CancellationToken cancellationToken) => provisioner.RunAsync(
        "remove events",
        async () =>
        {
            foreach (var some in keys.Distinct().GroupBy(key => key.Instance).SelectMany(instance => instance.Chunk(MaxActions)))
            {
                await RemoveRowsAsync(some, cancellationToken);
            }
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task AddAsync(SetAsideEvent aside, CancellationToken cancellationToken)
    {
        var row = SetAsideRow.Write(aside);
        return provisioner.RunAsync(
            "set event aside", () => _table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">A newer release wrote one.</exception>
    public Task<IReadOnlyList<SetAsideEvent>> ReadAsync(SetAsideEvent? after, int limit, CancellationToken cancellationToken)
    {
        var row = after is null ? string.Empty : SetAsideRow.RowOf(after);
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {SetAsideRow.Partition} and RowKey gt {row}");
        return provisioner.RunAsync(
            "read events set aside", () => QueryAsync(filter, limit, SetAsideRow.Read, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task RemoveAsync(SetAsideEvent aside, CancellationToken cancellationToken) => provisioner.RunAsync(
        "remove event set aside",
        () => _table.DeleteEntityAsync(SetAsideRow.Partition, SetAsideRow.RowOf(aside), cancellationToken: cancellationToken),
        cancellationToken);

    private static FormattableString AfterKey(string partition, string row) =>
        $"(PartitionKey gt {partition} or (PartitionKey eq {partition} and RowKey gt {row}))";

    private async Task<IReadOnlyList<T>> QueryAsync<T>(
        string filter, int limit, Func<TableEntity, T?> read, CancellationToken cancellationToken)
        where T : class
    {
        var found = new List<T>();
        if (limit <= 0)
        {
            return found;
        }

        await foreach (var row in _table.QueryAsync<TableEntity>(filter, Math.Min(limit, MaxPageRows), null, cancellationToken))
        {
            if (read(row) is { } one)
            {
                found.Add(one);
                if (found.Count == limit)
                {
                    break;
                }
            }
        }

        return found;
    }

    /// <summary>All in one transaction; one by one where some went meanwhile, and with them the transaction.</summary>
    private async Task RemoveRowsAsync(EventEntryKey[] keys, CancellationToken cancellationToken)
    {
        if (keys.Length > 1)
        {
            try
            {
                await _table.SubmitTransactionAsync(
                    keys.Select(key => new TableTransactionAction(
                        TableTransactionActionType.Delete,
                        new TableEntity(EventEntryRow.PartitionOf(key.Instance), EventEntryRow.RowOf(key)),
                        ETag.All)),
                    cancellationToken);
                return;
            }
            catch (RequestFailedException gone) when (gone.IsGone())
            {
                // Some are not there any more.
            }
        }

        foreach (var key in keys)
        {
            await _table.DeleteEntityAsync(
                EventEntryRow.PartitionOf(key.Instance), EventEntryRow.RowOf(key), cancellationToken: cancellationToken);
        }
    }
}
