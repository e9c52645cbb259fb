using Azure.Core;
using Azure.Data.Tables.Authentication;
using Azure.Data.Tables.Models;
using Azure.Data.Tables.Protocol;

namespace Azure.Data.Tables;

/// <summary>One table. Errors of the service are a <see cref="RequestFailedException"/>.</summary>
public partial class TableClient
{
    private const int NotFound = 404;
    private const int Conflict = 409;

    private readonly TableConnection _connection = null!;
    private readonly EntityRequests _requests = null!;

    /// <summary>Opens a table of the account that a connection string names.</summary>
    public TableClient(string connectionString, string tableName)
        : this(connectionString, tableName, null)
    {
    }

    /// <summary>Opens a table of the account that a connection string names.</summary>
    public TableClient(string connectionString, string tableName, TableClientOptions? options = null)
        : this(TableConnections.Open(connectionString, options), tableName)
    {
    }

    /// <summary>Opens the table at an address that contains a shared access signature.</summary>
    public TableClient(Uri endpoint, TableClientOptions? options = null)
        : this(TableConnections.Open(endpoint, options), TableOf(endpoint, endpoint.Query))
    {
    }

    /// <summary>Opens the table at an address by shared access signature.</summary>
    public TableClient(Uri endpoint, AzureSasCredential credential, TableClientOptions? options = null)
        : this(TableConnections.Open(endpoint, credential, options), TableOf(endpoint, credential.Signature))
    {
    }

    /// <summary>Opens a table by the account's key.</summary>
    public TableClient(Uri endpoint, string tableName, TableSharedKeyCredential credential)
        : this(endpoint, tableName, credential, null)
    {
    }

    /// <summary>Opens a table by the account's key.</summary>
    public TableClient(Uri endpoint, string tableName, TableSharedKeyCredential credential, TableClientOptions? options = null)
        : this(TableConnections.Open(endpoint, credential, options), tableName)
    {
    }

    /// <summary>Opens a table by identity.</summary>
    public TableClient(Uri endpoint, string tableName, TokenCredential tokenCredential, TableClientOptions? options = null)
        : this(TableConnections.Open(endpoint, tokenCredential, options), tableName)
    {
    }

    /// <summary>For mocks.</summary>
    protected TableClient()
    {
    }

    internal TableClient(TableConnection connection, string tableName)
    {
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        _connection = connection;
        _requests = new EntityRequests(tableName);
        Name = tableName;
    }

    /// <summary>The table's name.</summary>
    public virtual string Name { get; } = null!;

    /// <summary>The account's name.</summary>
    public virtual string? AccountName => new TableEndpoint(_connection.Endpoint).AccountName;

    /// <summary>The table's address.</summary>
    public virtual Uri Uri => new(_connection.Endpoint, Name);

    /// <summary>Writes a filter with its values as OData literals.</summary>
    public static string CreateQueryFilter(FormattableString filter) => QueryFilter.Create(filter);

    /// <summary>Creates the table; 409 TableAlreadyExists if it exists.</summary>
    public virtual async Task<Response<TableItem>> CreateAsync(CancellationToken cancellationToken = default)
    {
        var response = await _connection.SendAsync(Creation(), cancellationToken).ConfigureAwait(false);
        return Response.FromValue(new TableItem(Name), response);
    }

    /// <summary>Creates the table if it does not exist; the raw response has status 409 if it does.</summary>
    public virtual async Task<Response<TableItem>> CreateIfNotExistsAsync(CancellationToken cancellationToken = default)
    {
        var response = await _connection.SendAsync(Creation(), cancellationToken, accept: Conflict).ConfigureAwait(false);
        if (response.Status == Conflict)
        {
            // A table that is being deleted is in conflict too, and is not there.
            var conflict = new RequestFailedException(response);
            if (conflict.ErrorCode == TableErrorCode.TableBeingDeleted)
            {
                throw conflict;
            }
        }

        return Response.FromValue(new TableItem(Name), response);
    }

    /// <summary>Deletes the table; a missing one is no error, and gives status 404.</summary>
    public virtual Task<Response> DeleteAsync(CancellationToken cancellationToken = default) =>
        _connection.SendAsync(new TableRequest(RequestMethod.Delete, TablePath.OfTable(Name)), cancellationToken, accept: NotFound);

    private static string TableOf(Uri endpoint, string sas) =>
        new TableEndpoint(endpoint).TableName
        ?? TableEndpoint.TableOf(sas)
        ?? throw new ArgumentException("Neither the endpoint nor the shared access signature names a table.", nameof(endpoint));

    private TableRequest Creation() => new(RequestMethod.Post, TablePath.Tables)
    {
        Body = BinaryData.FromObjectAsJson(new Dictionary<string, string> { ["TableName"] = Name }),
        ReturnNoContent = true,
    };
}
