using SmartTransfer.Testing.Azurite;
using SmartTransfer.Testing.Hosts;

namespace SmartTransfer.EndToEnd;

/// <summary>Storage for all end-to-end tests, and a host of each kind for those that need none of their own.</summary>
public sealed class EndToEndFixture : IAsyncLifetime
{
    // A session that another instance has changed is noticed after this time.
    private static readonly Dictionary<string, string> Settings = new() { ["SmartTransfer__Sessions__CacheLifetime"] = "00:00:01" };

    private readonly AzuriteFixture _azurite = new();
    private readonly Dictionary<string, HostProcess> _hosts = [];

    /// <summary>The storage account.</summary>
    public string ConnectionString => _azurite.ConnectionString;

    /// <summary>The container and the tables of the shared hosts.</summary>
    public StorageNames Names { get; } = StorageNames.Fresh();

    /// <summary>
    /// The host that all tests share, started when the first asks for it. Those of both kinds are two instances on one storage.
    /// </summary>
    /// <param name="bodies">How request bodies reach its functions.</param>
    public async Task<HostProcess> SharedHostAsync(string bodies)
    {
        // The tests of a collection run one after another, so nobody else asks meanwhile.
        if (!_hosts.TryGetValue(bodies, out var host))
        {
            host = await HostProcess.StartAsync(Names.Settings(ConnectionString, bodies) with { More = Settings });
            _hosts.Add(bodies, host);
        }

        return host;
    }

    public Task InitializeAsync() => _azurite.InitializeAsync();

    public async Task DisposeAsync()
    {
        foreach (var host in _hosts.Values)
        {
            await host.DisposeAsync();
        }

        await Names.Open(ConnectionString).DropAsync();
        await _azurite.DisposeAsync();
    }
}
