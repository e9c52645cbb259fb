using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using SmartTransfer.Core.Identity;

namespace SmartTransfer.Testing.Inspection;

/// <summary>Looks into storage past the product: what is there of an upload, committed or not.</summary>
public sealed class StoredUploads(string connectionString, string containerName, string tablePrefix)
{
    private readonly BlobContainerClient _container = new(
        connectionString, containerName, new BlobClientOptions(BlobClientOptions.ServiceVersion.V2023_01_03));
    private readonly TableClient _uploads = new(connectionString, tablePrefix + "uploads");
    private readonly TableClient _expiries = new(connectionString, tablePrefix + "expiries");
    private readonly TableClient _networks = new(connectionString, tablePrefix + "networks");
    private readonly TableClient _claims = new(connectionString, tablePrefix + "claims");
    private readonly TableClient _events = new(connectionString, tablePrefix + "events");
    private readonly TableClient _lists = new(connectionString, tablePrefix + "lists");

    /// <summary>The table of sessions and counters.</summary>
    public TableClient Uploads => _uploads;

    /// <summary>The table of the expiry index.</summary>
    public TableClient Expiries => _expiries;

    /// <summary>The table of what is remembered of clients' networks.</summary>
    public TableClient Networks => _networks;

    /// <summary>The table of events that are due, or were set aside.</summary>
    public TableClient Events => _events;

    /// <summary>Names of all blobs, those with nothing but staged blocks included.</summary>
    public async Task<IReadOnlyList<string>> BlobsAsync()
    {
        var names = new List<string>();
        await foreach (var blob in _container.GetBlobsAsync(BlobTraits.None, BlobStates.Uncommitted, prefix: null, default))
        {
            names.Add(blob.Name);
        }

        return names;
    }

    /// <summary>How many blocks of an upload are staged and committed; none of either where there is no blob.</summary>
    public async Task<(int Staged, int Committed)> BlocksAsync(string id)
    {
        var name = NameOf(id);
        if (!(await BlobsAsync()).Contains(name))
        {
            return (0, 0);
        }

        BlockList list = await _container.GetBlockBlobClient(name).GetBlockListAsync(BlockListTypes.All);
        return (list.UncommittedBlocks.Count(), list.CommittedBlocks.Count());
    }

    /// <summary>The keys of an upload's rows, in the form <c>row</c>.</summary>
    public async Task<IReadOnlyList<string>> RowsAsync(string id) =>
        await KeysAsync(_uploads, $"PartitionKey eq '{id}'", row => row.RowKey);

    /// <summary>The hours under which an upload is filed in the expiry index.</summary>
    public async Task<IReadOnlyList<string>> ExpiryHoursAsync(string id) =>
        await KeysAsync(_expiries, $"RowKey eq '{id}'", row => row.PartitionKey);

    /// <summary>Everything that is left of an upload, one line each: nothing when all of it is gone.</summary>
    public async Task<IReadOnlyList<string>> TracesAsync(string id)
    {
        var blobs = (await BlobsAsync()).Where(name => name == NameOf(id)).Select(_ => "blob");
        var rows = (await RowsAsync(id)).Select(row => $"row {row}");
        var hours = (await ExpiryHoursAsync(id)).Select(hour => $"expiry {hour}");
        return [.. blobs, .. rows, .. hours];
    }

    /// <summary>Deletes the container and the tables.</summary>
    public async Task DropAsync()
    {
        _ = await _container.DeleteIfExistsAsync();
        foreach (var table in (TableClient[])[_uploads, _expiries, _networks, _claims, _events, _lists])
        {
            try
            {
                _ = await table.DeleteAsync();
            }
            catch (RequestFailedException missing) when (missing.Status == 404)
            {
                // The test never made it.
            }
        }
    }

    /// <summary>The name of an upload's blob where it is named by the upload's key alone; what is no id names itself.</summary>
    public static string NameOf(string id) => UploadId.TryParse(id, out var upload) ? UploadBlob.Of(upload).Name.Value : id;

    private static async Task<IReadOnlyList<string>> KeysAsync(TableClient table, string filter, Func<TableEntity, string> key)
    {
        var keys = new List<string>();
        await foreach (var row in table.QueryAsync<TableEntity>(filter))
        {
            keys.Add(key(row));
        }

        return keys;
    }
}
