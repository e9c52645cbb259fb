using SmartTransfer.Testing.Azurite;
using SmartTransfer.Testing.Hosts;

namespace SmartTransfer.Client.Tests.EndToEnd;

/// <summary>The real service, as a process, on storage of its own.</summary>
public sealed class HostFixture : IAsyncLifetime
{
    private readonly AzuriteFixture _azurite = new();
    private readonly string _names = Guid.NewGuid().ToString("N");
    private readonly List<HostProcess> _hosts = [];

    public HostProcess Host { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await _azurite.InitializeAsync();
        Host = await StartAsync();
    }

    /// <summary>One more instance on the same storage.</summary>
    public async Task<HostProcess> StartAsync()
    {
        var host = await HostProcess.StartAsync(new HostSettings
        {
            ConnectionString = _azurite.ConnectionString,
            ContainerName = "client-" + _names,
            TablePrefix = "client" + _names,
        });
        _hosts.Add(host);
        return host;
    }

    public async Task DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }

        await _azurite.DisposeAsync();
    }
}

/// <summary>The tests that share the service.</summary>
[CollectionDefinition(Name)]
public sealed class HostCollection : ICollectionFixture<HostFixture>
{
    public const string Name = "Client against the host";
}
