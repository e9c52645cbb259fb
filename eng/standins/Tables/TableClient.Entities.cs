using System.Text.Json;
using Azure.Data.Tables.Protocol;
using Azure.Data.Tables.Transactions;

namespace Azure.Data.Tables;

/// <content>The operations on entities.</content>
public partial class TableClient
{
    /// <summary>Adds an entity; 409 EntityAlreadyExists if it exists.</summary>
    public virtual Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default)
        where T : ITableEntity => _connection.SendAsync(_requests.Add(entity), cancellationToken);

    /// <summary>Reads an entity; 404 ResourceNotFound if there is none.</summary>
    public virtual async Task<Response<T>> GetEntityAsync<T>(
        string partitionKey,
        string rowKey,
        IEnumerable<string>? select = null,
        CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        var response = await _connection.SendAsync(_requests.Get(partitionKey, rowKey, select), cancellationToken).ConfigureAwait(false);
        return Response.FromValue(Read<T>(response), response);
    }

    /// <summary>Reads an entity; the answer has no value if there is none.</summary>
    public virtual async Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(
        string partitionKey,
        string rowKey,
        IEnumerable<string>? select = null,
        CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        var request = _requests.Get(partitionKey, rowKey, select);
        var response = await _connection.SendAsync(request, cancellationToken, accept: NotFound).ConfigureAwait(false);
        return response.Status == NotFound ? new NoValueResponse<T>(response) : Response.FromValue(Read<T>(response), response);
    }

    /// <summary>Adds an entity, or merges it into or replaces the one that exists.</summary>
    public virtual Task<Response> UpsertEntityAsync<T>(
        T entity,
        TableUpdateMode mode = TableUpdateMode.Merge,
        CancellationToken cancellationToken = default)
        where T : ITableEntity => _connection.SendAsync(_requests.Put(entity, mode, default), cancellationToken);

    /// <summary>
    /// Merges into or replaces the entity that exists. 404 ResourceNotFound if there is none; 412 UpdateConditionNotSatisfied
    /// if its version is not <paramref name="ifMatch"/>.
    /// </summary>
    public virtual Task<Response> UpdateEntityAsync<T>(
        T entity,
        ETag ifMatch,
        TableUpdateMode mode = TableUpdateMode.Merge,
        CancellationToken cancellationToken = default)
        where T : ITableEntity => ifMatch == default
            ? throw new ArgumentException("Value cannot be empty. Use ETag.All to update whatever the version.", nameof(ifMatch))
            : _connection.SendAsync(_requests.Put(entity, mode, ifMatch), cancellationToken);

    /// <summary>Deletes an entity, as <see cref="DeleteEntityAsync(string, string, ETag, CancellationToken)"/> does.</summary>
    public virtual Task<Response> DeleteEntityAsync(
        ITableEntity entity,
        ETag ifMatch = default,
        CancellationToken cancellationToken = default) =>
        DeleteEntityAsync(entity.PartitionKey, entity.RowKey, ifMatch, cancellationToken);

    /// <summary>
    /// Deletes an entity. A missing one is no error, and gives status 404; 412 UpdateConditionNotSatisfied if its version is
    /// not <paramref name="ifMatch"/>.
    /// </summary>
    public virtual Task<Response> DeleteEntityAsync(
        string partitionKey,
        string rowKey,
        ETag ifMatch = default,
        CancellationToken cancellationToken = default) =>
        _connection.SendAsync(_requests.Delete(partitionKey, rowKey, ifMatch), cancellationToken, accept: NotFound);

    /// <summary>The entities that a filter lets through; all of them without one.</summary>
    public virtual AsyncPageable<T> QueryAsync<T>(
        string? filter = null,
        int? maxPerPage = null,
        IEnumerable<string>? select = null,
        CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        return new QueryPages<T>(ReadPageAsync, maxPerPage, cancellationToken);

        async Task<Page<T>> ReadPageAsync(string? continuation, int? pageSize, CancellationToken token)
        {
            var request = _requests.Query(filter, pageSize, select, ContinuationToken.Parse(continuation));
            var response = await _connection.SendAsync(request, token).ConfigureAwait(false);
            using var json = JsonDocument.Parse(response.Content);
            T[] entities = [.. json.RootElement.GetProperty("value").EnumerateArray().Select(EntityJson.Read<T>)];
            return Page<T>.FromValues(entities, ContinuationToken.From(response), response);
        }
    }

    /// <summary>
    /// Does up to 100 actions on entities of one partition, all or none. A failed action is a
    /// <see cref="TableTransactionFailedException"/>.
    /// </summary>
    /// <returns>The answers, in the order of the actions.</returns>
    public virtual async Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(
        IEnumerable<TableTransactionAction> transactionActions,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transactionActions);
        TableRequest[] requests = [.. transactionActions.Select(_requests.Of)];
        if (requests.Length == 0)
        {
            throw new InvalidOperationException("A transaction needs at least one action.");
        }

        var batch = new BatchRequest(_connection, requests);
        var response = await _connection.SendBatchAsync(batch.Body, batch.ContentType, cancellationToken).ConfigureAwait(false);
        var answers = BatchResponse.Parse(response.Content.ToString());
        var failure = answers.FirstOrDefault(answer => answer.IsError);
        if (failure is not null)
        {
            throw new TableTransactionFailedException(new RequestFailedException(failure, null, TableErrorParser.Instance));
        }

        return answers.Count == requests.Length
            ? Response.FromValue(answers, response)
            : throw new RequestFailedException(response.Status, $"The service answered {answers.Count} of {requests.Length} actions.");
    }

    private static T Read<T>(Response response)
        where T : class, ITableEntity
    {
        using var json = JsonDocument.Parse(response.Content);
        return EntityJson.Read<T>(json.RootElement);
    }
}
