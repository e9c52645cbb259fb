using System.Globalization;
using Azure;
using Azure.Data.Tables;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Azure.Tables;

/// <summary>
/// What clients have taken of what they may have, in Table Storage. Allowances: partition = <c>day-yyyy-MM-dd-{client}</c>, row = the
/// kind, guarded by its ETag; days sort as their text does, so a range query on the partition key reads the days that are over
/// and nothing else. Open
/// uploads: partition = <c>open-{client}</c>, row = upload id; a partition query counts them.
/// </summary>
public sealed class TableClientLimits(StorageClients clients, StorageProvisioner provisioner) : IAllowanceStore, IOpenUploads
{
    private const int MaxPageRows = 1000;
    private const string DayPrefix = "day-";
    private const string DayPattern = "yyyy-MM-dd";
    private const string OpenPrefix = "open-";
    private const string AddedAt = nameof(OpenUpload.AddedAt);

    private static readonly string[] Keys = ["PartitionKey", "RowKey"];
    private static readonly string[] OpenColumns = ["RowKey", AddedAt];
    private static readonly int DayChars = DayPrefix.Length + DayPattern.Length;

    private readonly TableClient _table = clients.Limits;

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">A newer release wrote the row.</exception>
    public Task<Allowance?> FindAsync(AllowanceKey key, CancellationToken cancellationToken) => provisioner.RunAsync(
        "find allowance",
        async () =>
        {
            var found = await _table.GetEntityIfExistsAsync<TableEntity>(
                PartitionOf(key), RowOf(key.Kind), cancellationToken: cancellationToken);
            return found.HasValue ? Read(found.Value!, key) : null;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<Allowance?> WriteAsync(Allowance allowance, CancellationToken cancellationToken)
    {
        var row = new TableEntity(PartitionOf(allowance.Key), RowOf(allowance.Key.Kind))
        {
            [RowSchema.Column] = RowSchema.Current,
            [nameof(Allowance.Window)] = allowance.Window,
            [nameof(Allowance.Taken)] = allowance.Taken,
        };
        return provisioner.RunAsync("write allowance", () => WriteAsync(allowance, row, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<AllowanceKey>> ReadBeforeAsync(DateOnly day, int limit, CancellationToken cancellationToken) =>
        provisioner.RunAsync("read allowances", () => ReadAsync(day, limit, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task RemoveAsync(AllowanceKey key, CancellationToken cancellationToken) =>
        provisioner.RunAsync(
            "remove allowance",
            () => _table.DeleteEntityAsync(PartitionOf(key), RowOf(key.Kind), cancellationToken: cancellationToken),
            cancellationToken);

    /// <inheritdoc/>
    public Task AddAsync(ClientKey client, OpenUpload upload, CancellationToken cancellationToken)
    {
        var row = new TableEntity(OpenPrefix + client.Value, upload.Id.Value) { [AddedAt] = upload.AddedAt };
        return provisioner.RunAsync(
            "add open upload", () => _table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<OpenUpload>> ListAsync(ClientKey client, int limit, CancellationToken cancellationToken) =>
        provisioner.RunAsync("list open uploads", () => ListRowsAsync(client, limit, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task RemoveAsync(ClientKey client, UploadId id, CancellationToken cancellationToken) =>
        provisioner.RunAsync(
            "remove open upload",
            () => _table.DeleteEntityAsync(OpenPrefix + client.Value, id.Value, cancellationToken: cancellationToken),
            cancellationToken);

    private static string PartitionOf(AllowanceKey key) => $"{PartitionOf(key.Day)}-{key.Client.Value}";

    private static string PartitionOf(DateOnly day) => DayPrefix + day.ToString(DayPattern, CultureInfo.InvariantCulture);

    private static string RowOf(AllowanceKind kind) => kind is AllowanceKind.Bytes ? "bytes" : "requests";

    private static Allowance Read(TableEntity row, AllowanceKey key)
    {
        RowSchema.Check(row, $"client {key.Client}");
        return new Allowance(
            key, row.GetInt64(nameof(Allowance.Window)) ?? 0, row.GetInt64(nameof(Allowance.Taken)) ?? 0)
        { Version = row.ETag.ToString() };
    }

    private async Task<Allowance?> WriteAsync(Allowance allowance, TableEntity row, CancellationToken cancellationToken)
    {
        try
        {
            var response = allowance.Version is { } version
                ? await _table.UpdateEntityAsync(row, new ETag(version), TableUpdateMode.Replace, cancellationToken)
                : await _table.AddEntityAsync(row, cancellationToken);
            return allowance with { Version = RowWrites.VersionOf(response) };
        }
        catch (RequestFailedException lost) when (lost.IsLost() || lost.IsThere())
        {
            return null;
        }
    }

    private async Task<IReadOnlyList<AllowanceKey>> ReadAsync(DateOnly day, int limit, CancellationToken cancellationToken)
    {
        var keys = new List<AllowanceKey>();
        if (limit <= 0)
        {
            return keys;
        }

        var filter = TableClient.CreateQueryFilter($"PartitionKey ge {DayPrefix} and PartitionKey lt {PartitionOf(day)}");
        await foreach (var row in _table.QueryAsync<TableEntity>(filter, Math.Min(limit, MaxPageRows), Keys, cancellationToken))
        {
            var partition = row.PartitionKey;
            if (partition.Length > DayChars
                && DateOnly.TryParseExact(
                    partition[DayPrefix.Length..DayChars], DayPattern, CultureInfo.InvariantCulture, DateTimeStyles.None, out var of)
                && ClientKey.TryParse(partition[(DayChars + 1)..], out var client))
            {
                keys.Add(
                    new AllowanceKey(client, row.RowKey == RowOf(AllowanceKind.Bytes) ? AllowanceKind.Bytes : AllowanceKind.Requests, of));
                if (keys.Count == limit)
                {
                    break;
                }
            }
        }

        return keys;
    }

    private async Task<IReadOnlyList<OpenUpload>> ListRowsAsync(ClientKey client, int limit, CancellationToken cancellationToken)
    {
        var open = new List<OpenUpload>();
        if (limit <= 0)
        {
            return open;
        }

        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {OpenPrefix + client.Value}");
        await foreach (var row in _table.QueryAsync<TableEntity>(filter, Math.Min(limit, MaxPageRows), OpenColumns, cancellationToken))
        {
            if (UploadId.TryParse(row.RowKey, out var id))
            {
                open.Add(new OpenUpload(id, row.GetDateTimeOffset(AddedAt) ?? DateTimeOffset.MinValue));
                if (open.Count == limit)
                {
                    break;
                }
            }
        }

        return open;
    }
}
