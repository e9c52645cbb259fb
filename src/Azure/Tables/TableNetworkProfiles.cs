using System.Globalization;
using Azure;
using Azure.Data.Tables;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Azure.Tables;

/// <summary>
/// What is remembered of clients in Table Storage: one row a client, guarded by its ETag, and beside them in the same table
/// the index of their expiry: partition = <c>expires-yyyy-MM-dd</c>, row = the client's key. Days sort as their text does,
/// and no client's key begins like one, so a range query on the partition key reads the days that have passed and nothing else.
/// </summary>
public sealed class TableNetworkProfiles(StorageClients clients, StorageProvisioner provisioner) : INetworkProfileStore, IProfileExpiryIndex
{
    private const int MaxPageRows = 1000;
    private const string DayPrefix = "expires-";
    private const string DayPattern = "yyyy-MM-dd";

    private static readonly string[] Keys = ["PartitionKey", "RowKey"];

    private readonly TableClient _table = clients.Networks;

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">A newer release wrote the profile.</exception>
    public Task<NetworkProfile?> FindAsync(ClientKey client, CancellationToken cancellationToken) =>
        provisioner.RunAsync(
            "find profile",
            async () =>
            {
                var row = await _table.GetEntityIfExistsAsync<TableEntity>(
                    client.Value, ProfileRow.Key, cancellationToken: cancellationToken);
                return row.HasValue ? ProfileRow.Read(row.Value!, client) : null;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<bool> WriteAsync(NetworkProfile profile, CancellationToken cancellationToken)
    {
        var row = ProfileRow.Write(profile);
        return provisioner.RunAsync(
            "write profile",
            () => UnlessForestalledAsync(profile.Version is { } version
                ? () => _table.UpdateEntityAsync(row, new ETag(version), TableUpdateMode.Replace, cancellationToken)
                : () => _table.AddEntityAsync(row, cancellationToken)),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> RemoveAsync(NetworkProfile profile, CancellationToken cancellationToken)
    {
        var version = profile.Version
            ?? throw new ArgumentException("A profile that was never read has no version to remove.", nameof(profile));
        return provisioner.RunAsync(
            "remove profile",
            () =>
                UnlessForestalledAsync(
                    () => _table.DeleteEntityAsync(profile.Client.Value, ProfileRow.Key, new ETag(version), cancellationToken)),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task FileAsync(ProfileExpiry entry, CancellationToken cancellationToken)
    {
        var row = new TableEntity(PartitionOf(entry.Day), entry.Client.Value);
        return provisioner.RunAsync(
            "file profile expiry", () => _table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ProfileExpiry>> ReadBeforeAsync(DateOnly day, int limit, CancellationToken cancellationToken) =>
        provisioner.RunAsync("read profile expiries", () => ReadAsync(day, limit, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task RemoveAsync(ProfileExpiry entry, CancellationToken cancellationToken) =>
        provisioner.RunAsync(
            "remove profile expiry",
            () => _table.DeleteEntityAsync(PartitionOf(entry.Day), entry.Client.Value, cancellationToken: cancellationToken),
            cancellationToken);

    private static string PartitionOf(DateOnly day) => DayPrefix + day.ToString(DayPattern, CultureInfo.InvariantCulture);

    private static async Task<bool> UnlessForestalledAsync(Func<Task<Response>> write)
    {
        try
        {
            await write();
            return true;
        }
        catch (RequestFailedException lost) when (lost.IsLost() || lost.IsThere())
        {
            return false;
        }
    }

    private async Task<IReadOnlyList<ProfileExpiry>> ReadAsync(DateOnly day, int limit, CancellationToken cancellationToken)
    {
        var entries = new List<ProfileExpiry>();
        if (limit <= 0)
        {
            return entries;
        }

        var filter = TableClient.CreateQueryFilter($"PartitionKey ge {DayPrefix} and PartitionKey lt {PartitionOf(day)}");
        await foreach (var row in _table.QueryAsync<TableEntity>(filter, Math.Min(limit, MaxPageRows), Keys, cancellationToken))
        {
            if (ClientKey.TryParse(row.RowKey, out var client)
                && DateOnly.TryParseExact(
                    row.PartitionKey[DayPrefix.Length..], DayPattern, CultureInfo.InvariantCulture, DateTimeStyles.None, out var filed))
            {
                entries.Add(new ProfileExpiry(filed, client));
                if (entries.Count == limit)
                {
                    break;
                }
            }
        }

        return entries;
    }
}
