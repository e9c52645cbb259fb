using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;

namespace SmartTransfer.Azure.Clients;

/// <summary>
/// The clients of the one container, the seven tables and the queues. They share one pool of connections, do not retry (one layer
/// retries, and it is not this one), and neither log nor trace each call.
/// </summary>
public sealed class StorageClients : IDisposable
{
    private const int MaxConnectionsPerServer = 256;

    // Longer than any try may take: what bounds a try is the caller's token.
    private static readonly TimeSpan NetworkTimeout = TimeSpan.FromMinutes(4);

    // A host that does not answer is given up well before the try is.
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    // So that a changed address of the account is noticed.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    private readonly HttpClient _http;
    private readonly Func<string, QueueClient> _queue;

    /// <summary>Makes the clients; asks storage nothing.</summary>
    /// <param name="options">Options that break no rule (<see cref="StorageOptions.Broken"/>).</param>
    /// <param name="inAzure">Whether the app runs in Azure: access by identity is then by managed identity alone.</param>
    /// <param name="configure">Changes the options of each client last of all, e.g. adds a policy; null for nothing.</param>
    public StorageClients(StorageOptions options, bool inAzure = false, Action<ClientOptions>? configure = null)
    {
        _http = CreateHttpClient();
        var transport = new HttpClientTransport(_http);

        // Pinned, so that a newer library speaks the same protocol to an emulator.
        var blobOptions = Prepare(new BlobClientOptions(BlobClientOptions.ServiceVersion.V2023_01_03), transport, configure);
        blobOptions.AddPolicy(new ChecksumPolicy(), HttpPipelinePosition.PerCall);
        blobOptions.AddPolicy(new BlockListAnswerPolicy(), HttpPipelinePosition.PerCall);
        blobOptions.AddPolicy(new BlockListBodyPolicy(), HttpPipelinePosition.PerCall);
        var queueOptions = Prepare(
            new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 }, transport, configure);
        var tableOptions = Prepare(new TableClientOptions(), transport, configure);
        BlobServiceClient blobs;
        TableServiceClient tables;
        if (string.IsNullOrWhiteSpace(options.ConnectionString))
        {
            Identity = StorageIdentity.Create(options.ManagedIdentityClientId, inAzure);
            blobs = new BlobServiceClient(Address(options.BlobServiceUri), Identity, blobOptions);
            tables = new TableServiceClient(Address(options.TableServiceUri), Identity, tableOptions);
            _queue = name => new QueueServiceClient(Address(options.QueueServiceUri), Identity, queueOptions).GetQueueClient(name);
        }
        else
        {
            blobs = new BlobServiceClient(options.ConnectionString, blobOptions);
            tables = new TableServiceClient(options.ConnectionString, tableOptions);
            _queue = name => new QueueClient(options.ConnectionString, name, queueOptions);
        }

        Container = blobs.GetBlobContainerClient(options.ContainerName);
        Uploads = tables.GetTableClient(options.TablePrefix + "uploads");
        Expiries = tables.GetTableClient(options.TablePrefix + "expiries");
        Networks = tables.GetTableClient(options.TablePrefix + "networks");
        Limits = tables.GetTableClient(options.TablePrefix + "limits");
        Lists = tables.GetTableClient(options.TablePrefix + "lists");
        Events = tables.GetTableClient(options.TablePrefix + "events");
        Claims = tables.GetTableClient(options.TablePrefix + "claims");
    }

    /// <summary>By whom storage is accessed; null where a connection string says so.</summary>
    internal TokenCredential? Identity { get; }

    /// <summary>The container that holds the files: one blob per upload, named by its session.</summary>
    public BlobContainerClient Container { get; }

    /// <summary>The table of sessions and counters.</summary>
    public TableClient Uploads { get; }

    /// <summary>The table of the expiry index.</summary>
    public TableClient Expiries { get; }

    /// <summary>The table of what is remembered of clients' networks.</summary>
    public TableClient Networks { get; }

    /// <summary>The table of what clients have taken of what they may have.</summary>
    public TableClient Limits { get; }

    /// <summary>The table of the lists of uploads.</summary>
    public TableClient Lists { get; }

    /// <summary>The table of events that are due or were given up.</summary>
    public TableClient Events { get; }

    /// <summary>A queue of the account.</summary>
    public QueueClient Queue(string name) => _queue(name);

    /// <summary>The table of what only one upload can have.</summary>
    public TableClient Claims { get; }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _http.Dispose();

    private static Uri Address(string? address) =>
        new(address ?? throw new ArgumentException("The options name no storage and should have been refused."));

    private static T Prepare<T>(T options, HttpPipelineTransport transport, Action<ClientOptions>? configure)
        where T : ClientOptions
    {
        options.Transport = transport;
        options.Retry.MaxRetries = 0;
        options.Retry.NetworkTimeout = NetworkTimeout;
        options.Diagnostics.IsLoggingEnabled = false;
        options.Diagnostics.IsDistributedTracingEnabled = false;
        options.AddPolicy(new TransientAnswerPolicy(), HttpPipelinePosition.PerCall);
        configure?.Invoke(options);
        return options;
    }

    private static HttpClient CreateHttpClient()
    {
        var handler = new SocketsHttpHandler
        {
            MaxConnectionsPerServer = MaxConnectionsPerServer,
            PooledConnectionLifetime = ConnectionLifetime,
            ConnectTimeout = ConnectTimeout,
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
        };
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }
}
