using System.Globalization;
using System.Text.Json;
using Azure.Core;
using Azure.Data.Tables.Authentication;
using Azure.Data.Tables.Models;
using Azure.Data.Tables.Protocol;

namespace Azure.Data.Tables;

/// <summary>The tables of one account. Errors of the service are a <see cref="RequestFailedException"/>.</summary>
public class TableServiceClient
{
    private readonly TableConnection _connection = null!;

    /// <summary>Opens the account that a connection string names.</summary>
    public TableServiceClient(string connectionString)
        : this(connectionString, null)
    {
    }

    /// <summary>Opens the account that a connection string names.</summary>
    public TableServiceClient(string connectionString, TableClientOptions? options = null)
        : this(TableConnections.Open(connectionString, options))
    {
    }

    /// <summary>Opens the account at an address that contains a shared access signature.</summary>
    public TableServiceClient(Uri endpoint, TableClientOptions? options = null)
        : this(TableConnections.Open(endpoint, options))
    {
    }

    /// <summary>Opens an account by shared access signature.</summary>
    public TableServiceClient(Uri endpoint, AzureSasCredential credential)
        : this(endpoint, credential, null)
    {
    }

    /// <summary>Opens an account by shared access signature.</summary>
    public TableServiceClient(Uri endpoint, AzureSasCredential credential, TableClientOptions? options = null)
        : this(TableConnections.Open(endpoint, credential, options))
    {
    }

    /// <summary>Opens an account by its key.</summary>
    public TableServiceClient(Uri endpoint, TableSharedKeyCredential credential)
        : this(endpoint, credential, null)
    {
    }

    /// <summary>Opens an account by its key.</summary>
    public TableServiceClient(Uri endpoint, TableSharedKeyCredential credential, TableClientOptions? options)
        : this(TableConnections.Open(endpoint, credential, options))
    {
    }

    /// <summary>Opens an account by identity.</summary>
    public TableServiceClient(Uri endpoint, TokenCredential tokenCredential, TableClientOptions? options = null)
        : this(TableConnections.Open(endpoint, tokenCredential, options))
    {
    }

    /// <summary>For mocks.</summary>
    protected TableServiceClient()
    {
    }

    private TableServiceClient(TableConnection connection) => _connection = connection;

    /// <summary>The account's name.</summary>
    public virtual string? AccountName => new TableEndpoint(Uri).AccountName;

    /// <summary>The account's endpoint.</summary>
    public virtual Uri Uri => _connection.Endpoint;

    /// <summary>Writes a filter with its values as OData literals.</summary>
    public static string CreateQueryFilter(FormattableString filter) => QueryFilter.Create(filter);

    /// <summary>A client for one table; asks the service nothing.</summary>
    public virtual TableClient GetTableClient(string tableName)
    {
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        return new TableClient(_connection, tableName);
    }

    /// <summary>Creates a table; 409 TableAlreadyExists if it exists.</summary>
    public virtual Task<Response<TableItem>> CreateTableAsync(string tableName, CancellationToken cancellationToken = default) =>
        GetTableClient(tableName).CreateAsync(cancellationToken);

    /// <summary>Creates a table if it does not exist; the raw response has status 409 if it does.</summary>
    public virtual Task<Response<TableItem>> CreateTableIfNotExistsAsync(string tableName, CancellationToken cancellationToken = default) =>
        GetTableClient(tableName).CreateIfNotExistsAsync(cancellationToken);

    /// <summary>Deletes a table; a missing one is no error, and gives status 404.</summary>
    public virtual Task<Response> DeleteTableAsync(string tableName, CancellationToken cancellationToken = default) =>
        GetTableClient(tableName).DeleteAsync(cancellationToken);

    /// <summary>The account's tables that a filter lets through.</summary>
    public virtual AsyncPageable<TableItem> QueryAsync(
        FormattableString filter,
        int? maxPerPage = null,
        CancellationToken cancellationToken = default) => QueryAsync(CreateQueryFilter(filter), maxPerPage, cancellationToken);

    /// <summary>The account's tables; all of them without a filter.</summary>
    public virtual AsyncPageable<TableItem> QueryAsync(
        string? filter = null,
        int? maxPerPage = null,
        CancellationToken cancellationToken = default) =>
        new QueryPages<TableItem>(
            (continuation, pageSize, token) => ReadPageAsync(filter, continuation, pageSize, token),
            maxPerPage,
            cancellationToken);

    private async Task<Page<TableItem>> ReadPageAsync(
        string? filter,
        string? continuation,
        int? pageSize,
        CancellationToken cancellationToken)
    {
        var request = new TableRequest(RequestMethod.Get, TablePath.Tables)
        {
            Query =
            [
                ("$filter", string.IsNullOrEmpty(filter) ? null : filter),
                ("$top", pageSize?.ToString(CultureInfo.InvariantCulture)),
                ("NextTableName", continuation),
            ],
        };
        var response = await _connection.SendAsync(request, cancellationToken).ConfigureAwait(false);
        using var json = JsonDocument.Parse(response.Content);
        TableItem[] tables = [.. json.RootElement.GetProperty("value").EnumerateArray()
            .Select(table => new TableItem(table.GetProperty("TableName").GetString()!))];
        response.Headers.TryGetValue("x-ms-continuation-NextTableName", out var next);
        return Page<TableItem>.FromValues(tables, next, response);
    }
}
