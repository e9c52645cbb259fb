using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables.Protocol;

namespace Azure.Data.Tables.Authentication;

/// <summary>Opens a connection for each kind of credential.</summary>
internal static class TableConnections
{
    private const string StorageScope = "https://storage.azure.com/.default";

    public static TableConnection Open(string connectionString, TableClientOptions? options)
    {
        ArgumentNullException.ThrowIfNull(connectionString);
        var parsed = TableConnectionString.Parse(connectionString);
        HttpPipelinePolicy policy = parsed.Key is not null
            ? new SharedKeyPolicy(parsed.Key)
            : new SasPolicy(new AzureSasCredential(parsed.Sas!));
        return new TableConnection(parsed.Endpoint, policy, options);
    }

    public static TableConnection Open(Uri endpoint, TableSharedKeyCredential credential, TableClientOptions? options)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(credential);
        return new TableConnection(endpoint, new SharedKeyPolicy(credential), options);
    }

    public static TableConnection Open(Uri endpoint, TokenCredential tokenCredential, TableClientOptions? options)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(tokenCredential);
        return new TableConnection(endpoint, new BearerTokenAuthenticationPolicy(tokenCredential, StorageScope), options);
    }

    /// <summary>Takes the account from the address, which may name a table too.</summary>
    public static TableConnection Open(Uri endpoint, AzureSasCredential credential, TableClientOptions? options)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(credential);
        TableEndpoint.RequireHttps(endpoint);
        return new TableConnection(new TableEndpoint(endpoint).Account, new SasPolicy(credential), options);
    }

    /// <summary>Takes account and shared access signature from the address.</summary>
    public static TableConnection Open(Uri endpoint, TableClientOptions? options)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        TableEndpoint.RequireHttps(endpoint);
        return new TableEndpoint(endpoint).Sas is { } sas
            ? new TableConnection(new TableEndpoint(endpoint).Account, new SasPolicy(new AzureSasCredential(sas)), options)
            : throw new ArgumentException("The endpoint must contain a shared access signature.", nameof(endpoint));
    }
}
