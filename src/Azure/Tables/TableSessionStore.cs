using Azure;
using Azure.Data.Tables;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Azure.Tables;

/// <summary>
/// Sessions and counters in Table Storage. All rows of a session are one partition, so one query reads them; no two writers
/// share a row save the session's own, which is guarded by its ETag.
/// </summary>
public sealed class TableSessionStore(StorageClients clients, StorageProvisioner provisioner) : ISessionStore, INetworkCounterStore
{
    private const int MaxRemovalRounds = 10;
    private const int MaxActions = 100;

    private readonly TableClient _table = clients.Uploads;

    /// <inheritdoc/>
    public Task<UploadSession> AddAsync(UploadSession session, CancellationToken cancellationToken) =>
        provisioner.RunAsync("add session", () => AddRowAsync(session, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">A newer release wrote the session.</exception>
    public Task<StoredSession?> FindAsync(UploadId id, CancellationToken cancellationToken) =>
        provisioner.RunAsync("find session", () => ReadPartitionAsync(id, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<UploadSession?> ReplaceAsync(UploadSession session, CancellationToken cancellationToken)
    {
        var version = session.Version
            ?? throw new ArgumentException($"Upload {session.Id} was never read, so it has no version to replace.", nameof(session));
        return provisioner.RunAsync(
            "replace session", () => ReplaceRowAsync(session, new ETag(version), cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task RemoveAsync(UploadId id, CancellationToken cancellationToken) =>
        provisioner.RunAsync("remove session", () => RemovePartitionAsync(id, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task WriteAsync(UploadId id, string instance, NetworkCounters counters, CancellationToken cancellationToken)
    {
        var row = CounterRow.Write(id, instance, counters);
        return provisioner.RunAsync(
            "write counters", () => _table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken), cancellationToken);
    }

    private static UploadSession Versioned(UploadSession session, Response response) =>
        session with { Version = RowWrites.VersionOf(response) };

    private async Task<UploadSession> AddRowAsync(UploadSession session, CancellationToken cancellationToken)
    {
        var row = SessionRow.Write(session);
        try
        {
            return Versioned(session, await _table.AddEntityAsync(row, cancellationToken));
        }
        catch (RequestFailedException exists) when (exists.IsThere())
        {
            var stored = await ReadPartitionAsync(session.Id, cancellationToken);
            return stored is not null && SessionRow.SaysTheSame(row, SessionRow.Write(stored.Session))
                ? stored.Session
                : throw new SessionExistsException(session.Id, exists);
        }
    }

    private async Task<StoredSession?> ReadPartitionAsync(UploadId id, CancellationToken cancellationToken)
    {
        UploadSession? session = null;
        var counters = new Dictionary<string, NetworkCounters>();
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {id.Value}");
        await foreach (var row in _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            if (row.RowKey == SessionRow.Key)
            {
                session = SessionRow.Read(row, id);
            }
            else if (row.RowKey.StartsWith(CounterRow.KeyPrefix, StringComparison.Ordinal))
            {
                var (instance, counted) = CounterRow.Read(row, id);
                counters[instance] = counted;
            }
        }

        return session is null ? null : new StoredSession(session, counters);
    }

    private async Task<UploadSession?> ReplaceRowAsync(UploadSession session, ETag version, CancellationToken cancellationToken)
    {
        try
        {
            return Versioned(
                session, await _table.UpdateEntityAsync(SessionRow.Write(session), version, TableUpdateMode.Replace, cancellationToken));
        }
        catch (RequestFailedException lost) when (lost.IsLost())
        {
            return null;
        }
    }

    /// <summary>
    /// Removes what is there, all at once where it is no more than a transaction takes; again where somebody else removed or
    /// added meanwhile.
    /// </summary>
    private async Task RemovePartitionAsync(UploadId id, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {id.Value}");
        for (var round = 0; round < MaxRemovalRounds; round++)
        {
            var actions = new List<TableTransactionAction>();
            await foreach (var row in _table.QueryAsync<TableEntity>(filter, MaxActions, ["PartitionKey", "RowKey"], cancellationToken))
            {
                actions.Add(new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(id.Value, row.RowKey), ETag.All));
            }

            try
            {
                foreach (var some in actions.Chunk(MaxActions))
                {
                    await _table.SubmitTransactionAsync(some, cancellationToken);
                }

                return;
            }
            catch (RequestFailedException gone) when (gone.IsGone())
            {
                // A row went meanwhile, and with it the whole transaction.
            }
        }

        throw new StorageUnavailableException($"The rows of upload {id} changed while they were removed.");
    }
}
