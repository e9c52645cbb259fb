using SmartTransfer.Testing.Azurite;
using SmartTransfer.Testing.Hosts;

namespace SmartTransfer.Cli.Tests;

/// <summary>The real service, as a process, on storage of its own.</summary>
public sealed class HostFixture : IAsyncLifetime
{
    private readonly AzuriteFixture _azurite = new();

    public HostProcess Host { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await _azurite.InitializeAsync();
        var unique = Guid.NewGuid().ToString("N");
        Host = await HostProcess.StartAsync(new HostSettings
        {
            ConnectionString = _azurite.ConnectionString,
            ContainerName = "stx-" + unique,
            TablePrefix = "stx" + unique,
        });
    }

    public async Task DisposeAsync()
    {
        await Host.DisposeAsync();
        await _azurite.DisposeAsync();
    }
}

/// <summary>The tests that share the service.</summary>
[CollectionDefinition(Name)]
public sealed class HostCollection : ICollectionFixture<HostFixture>
{
    public const string Name = "stx against the host";
}
