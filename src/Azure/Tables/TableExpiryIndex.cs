using Azure;
using Azure.Data.Tables;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Azure.Tables;

/// <summary>
/// The expiry index in Table Storage: partition = hour, row = upload id, and in it whose it is and how often it has failed. Hours
/// sort as their text does, so a range query on the partition key reads the hours that are wanted and no others.
/// </summary>
public sealed class TableExpiryIndex(StorageClients clients, StorageProvisioner provisioner) : IExpiryIndex
{
    private const int MaxPageRows = 1000;
    private const string Opener = nameof(ExpiryEntry.Opener);
    private const string Failures = nameof(ExpiryEntry.Failures);
    private const string Owner = nameof(ListPlace.Owner);
    private const string CreatedAt = nameof(ListPlace.CreatedAt);
    private const string NameClaim = nameof(ExpiryEntry.NameClaim);
    private const string StartClaim = nameof(ExpiryEntry.StartClaim);

    private static readonly string[] Columns =
        ["PartitionKey", "RowKey", "Timestamp", Opener, Failures, NameClaim, StartClaim, Owner, CreatedAt];

    private readonly TableClient _table = clients.Expiries;

    /// <inheritdoc/>
    public Task<ExpiryEntry> FileAsync(ExpiryEntry entry, CancellationToken cancellationToken)
    {
        var row = new TableEntity(entry.Hour.ToString(), entry.Id.Value) { [Failures] = entry.Failures };
        if (entry.Opener is { } opener)
        {
            row[Opener] = opener.Value;
        }

        if (entry.NameClaim is { } name)
        {
            row[NameClaim] = name.Value;
        }

        if (entry.StartClaim is { } start)
        {
            row[StartClaim] = start.Value;
        }

        if (entry.Listed is { } place)
        {
            row[CreatedAt] = place.CreatedAt;
            if (place.Owner is { } owner)
            {
                row[Owner] = owner.Value;
            }
        }

        // Merged: whoever files an entry again need not know whose it is.
        return provisioner.RunAsync(
            "file expiry",
            async () => entry with
            {
                Version = (await _table.UpsertEntityAsync(row, TableUpdateMode.Merge, cancellationToken)).Headers.ETag?.ToString(),
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ExpiryEntry?> TryFileAgainAsync(ExpiryEntry entry, CancellationToken cancellationToken) =>
        provisioner.RunAsync("file expiry again", () => FileRowAgainAsync(entry, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ExpiryEntry>> ReadAsync(
        ExpiryHour first, ExpiryHour beyond, int limit, CancellationToken cancellationToken) =>
        provisioner.RunAsync("read expiries", () => ReadRowsAsync(first, beyond, limit, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task RemoveAsync(ExpiryEntry entry, CancellationToken cancellationToken) =>
        provisioner.RunAsync("remove expiry", () => RemoveRowAsync(entry, cancellationToken), cancellationToken);

    private static ExpiryEntry Read(TableEntity row, UploadId id) => new(ExpiryHour.Parse(row.PartitionKey), id)
    {
        Opener = ClientKey.TryParse(row.GetString(Opener), out var opener) ? opener : null,
        NameClaim = ClaimKey.TryParse(row.GetString(NameClaim), out var name) ? name : null,
        StartClaim = ClaimKey.TryParse(row.GetString(StartClaim), out var start) ? start : null,
        Listed = row.GetDateTimeOffset(CreatedAt) is { } createdAt
            ? new ListPlace(id, OwnerKey.TryParse(row.GetString(Owner), out var owner) ? owner : null, createdAt)
            : null,
        Failures = row.GetInt32(Failures) ?? 0,
        FiledAt = row.Timestamp ?? default,
        Version = row.ETag.ToString(),
    };

    private async Task<ExpiryEntry?> FileRowAgainAsync(ExpiryEntry entry, CancellationToken cancellationToken)
    {
        var version = entry.Version ?? throw new InvalidOperationException("Only an entry that was read can be filed again.");
        var row = new TableEntity(entry.Hour.ToString(), entry.Id.Value) { [Failures] = entry.Failures };
        try
        {
            var written = await _table.UpdateEntityAsync(row, new ETag(version), TableUpdateMode.Merge, cancellationToken);
            return entry with { Version = RowWrites.VersionOf(written) };
        }
        catch (RequestFailedException lost) when (lost.IsLost())
        {
            return null;
        }
    }

    private async Task RemoveRowAsync(ExpiryEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            await _table.DeleteEntityAsync(
                entry.Hour.ToString(),
                entry.Id.Value,
                entry.Version is { } version ? new ETag(version) : ETag.All,
                cancellationToken);
        }
        catch (RequestFailedException filedAgain) when (filedAgain.IsWritten())
        {
            // It stays: somebody relies on it.
        }
    }

    private async Task<IReadOnlyList<ExpiryEntry>> ReadRowsAsync(
        ExpiryHour first, ExpiryHour beyond, int limit, CancellationToken cancellationToken)
    {
        var entries = new List<ExpiryEntry>();
        if (limit <= 0)
        {
            return entries;
        }

        var filter = TableClient.CreateQueryFilter($"PartitionKey ge {first.ToString()} and PartitionKey lt {beyond.ToString()}");
        await foreach (var row in _table.QueryAsync<TableEntity>(filter, Math.Min(limit, MaxPageRows), Columns, cancellationToken))
        {
            if (UploadId.TryParse(row.RowKey, out var id))
            {
                entries.Add(Read(row, id));
                if (entries.Count == limit)
                {
                    break;
                }
            }
        }

        return entries;
    }
}
