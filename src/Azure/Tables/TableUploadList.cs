using System.Text;
using Azure;
using Azure.Data.Tables;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Azure.Tables;

/// <summary>
/// Lists of uploads in Table Storage: one partition holds everybody's, and one each owner's. A page is one range of rows of one partition;
/// state and name are looked at by storage, and do not make a page cost more than <see cref="MaxCalls"/> calls.
/// </summary>
public sealed class TableUploadList(StorageClients clients, StorageProvisioner provisioner) : IUploadList
{
    /// <summary>Calls that a page costs at most: storage answers up to 1,000 rows that it looked at with fewer, or none.</summary>
    public const int MaxCalls = 4;

    private const int BadRequest = 400;
    private const int MaxContinuationChars = 1_000;
    private const char LastChar = '\uffff';

    private readonly TableClient _table = clients.Lists;

    /// <inheritdoc/>
    public Task NoteAsync(ListedUpload upload, CancellationToken cancellationToken) => provisioner.RunAsync(
        "note listed upload",
        () => Task.WhenAll(ListsOf(upload.Place).Select(list =>
            _table.UpsertEntityAsync(ListRow.Write(upload, list), TableUpdateMode.Replace, cancellationToken))),
        cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">A newer release wrote a row.</exception>
    public Task<ListPage?> ReadAsync(ListQuery query, CancellationToken cancellationToken)
    {
        string? from = null;
        return query.Continuation is { } given && !TryRead(given, out from)
            ? Task.FromResult<ListPage?>(null)
            : provisioner.RunAsync("read list", () => ReadPageAsync(query, from, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task RemoveAsync(ListPlace place, CancellationToken cancellationToken) => provisioner.RunAsync(
        "remove listed upload",
        () => Task.WhenAll(ListsOf(place).Select(list =>
            _table.DeleteEntityAsync(ListRow.PartitionOf(list), ListRow.KeyOf(place), cancellationToken: cancellationToken))),
        cancellationToken);

    private static IEnumerable<OwnerKey?> ListsOf(ListPlace place) => place.Owner is { } owner ? [null, owner] : [null];

    private async Task<ListPage?> ReadPageAsync(ListQuery query, string? from, CancellationToken cancellationToken)
    {
        var uploads = new List<ListedUpload>(query.Top);
        try
        {
            for (var calls = 0; calls < MaxCalls; calls++)
            {
                var rows = _table.QueryAsync<TableEntity>(FilterOf(query), query.Top - uploads.Count, cancellationToken: cancellationToken);
                await using var pages = rows.AsPages(from).GetAsyncEnumerator(cancellationToken);
                if (!await pages.MoveNextAsync())
                {
                    return new ListPage(uploads, null);
                }

                uploads.AddRange(pages.Current.Values.Select(ListRow.Read));
                from = pages.Current.ContinuationToken;
                if (from is null || uploads.Count >= query.Top)
                {
                    break;
                }
            }
        }
        catch (RequestFailedException refused) when (query.Continuation is not null && refused.Status == BadRequest)
        {
            return null;
        }

        return new ListPage(uploads, from is null ? null : Convert.ToBase64String(Encoding.UTF8.GetBytes(from)));
    }

    // The partition stands in the filter: a continuation that somebody has changed leads to nothing of another's.
    private static string FilterOf(ListQuery query)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {ListRow.PartitionOf(query.Owner)}");
        if (query.To is { } to)
        {
            // Rows of the instant itself begin with its key, and go on.
            filter += " and " + TableClient.CreateQueryFilter($"RowKey gt {ListRow.KeyAt(to) + LastChar}");
        }

        if (query.From is { } since)
        {
            filter += " and " + TableClient.CreateQueryFilter($"RowKey lt {ListRow.KeyAt(since) + LastChar}");
        }

        if (query.State is { } state)
        {
            var open = UploadState.Open.ToString();
            filter += " and " + (state is UploadState.Open
                ? TableClient.CreateQueryFilter($"State eq {open}")
                : TableClient.CreateQueryFilter($"(State eq {state.ToString()} or State eq {open})"));
        }

        if (query.NamePrefix.Length > 0)
        {
            filter += " and "
                + TableClient.CreateQueryFilter($"FileName ge {query.NamePrefix} and FileName lt {query.NamePrefix + LastChar}");
        }

        return filter;
    }

    private static bool TryRead(string continuation, out string? from)
    {
        var bytes = new byte[continuation.Length];
        var usable = continuation.Length is > 0 and <= MaxContinuationChars
            && Convert.TryFromBase64String(continuation, bytes, out _);
        from = usable ? Encoding.UTF8.GetString(Convert.FromBase64String(continuation)) : null;
        return usable && from!.Contains(' ', StringComparison.Ordinal);
    }
}
