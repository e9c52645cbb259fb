using Azure.Data.Tables;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Azure.Tables;

/// <summary>
/// The expiry index in Table Storage: partition = hour, row = upload id, and in it nothing but whose it is. Hours sort as their
/// text does, so a range query on
/// the partition key reads the hours that have passed and no others.
/// </summary>
public sealed class TableExpiryIndex(StorageClients clients, StorageProvisioner provisioner) : IExpiryIndex
{
    private const int MaxPageRows = 1000;
    private const string Opener = nameof(ExpiryEntry.Opener);

    private static readonly string[] Keys = ["PartitionKey", "RowKey", Opener];

    private readonly TableClient _table = clients.Expiries;

    /// <inheritdoc/>
    public Task FileAsync(ExpiryEntry entry, CancellationToken cancellationToken)
    {
        var row = new TableEntity(entry.Hour.ToString(), entry.Id.Value);
        if (entry.Opener is { } opener)
        {
            row[Opener] = opener.Value;
        }

        // Merged: whoever files an entry again need not know whose it is.
        return provisioner.RunAsync(
            "file expiry", () => _table.UpsertEntityAsync(row, TableUpdateMode.Merge, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ExpiryEntry>> ReadBeforeAsync(ExpiryHour hour, int limit, CancellationToken cancellationToken) =>
        provisioner.RunAsync("read expiries", () => ReadAsync(hour, limit, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task RemoveAsync(ExpiryEntry entry, CancellationToken cancellationToken) =>
        provisioner.RunAsync(
            "remove expiry",
            () => _table.DeleteEntityAsync(entry.Hour.ToString(), entry.Id.Value, cancellationToken: cancellationToken),
            cancellationToken);

    private async Task<IReadOnlyList<ExpiryEntry>> ReadAsync(ExpiryHour hour, int limit, CancellationToken cancellationToken)
    {
        var entries = new List<ExpiryEntry>();
        if (limit <= 0)
        {
            return entries;
        }

        var filter = TableClient.CreateQueryFilter($"PartitionKey lt {hour.ToString()}");
        await foreach (var row in _table.QueryAsync<TableEntity>(filter, Math.Min(limit, MaxPageRows), Keys, cancellationToken))
        {
            if (UploadId.TryParse(row.RowKey, out var id))
            {
                entries.Add(new ExpiryEntry(
                    ExpiryHour.Parse(row.PartitionKey),
                    id)
                { Opener = ClientKey.TryParse(row.GetString(Opener), out var opener) ? opener : null });
                if (entries.Count == limit)
                {
                    break;
                }
            }
        }

        return entries;
    }
}
