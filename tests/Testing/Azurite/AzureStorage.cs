using Azure.Core;
using SmartTransfer.Azure;
using SmartTransfer.Azure.Blobs;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Azure.Tables;
using SmartTransfer.Core.Ports;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Testing.Azurite;

/// <summary>The Azure adapters on a container and tables of their own in one storage account.</summary>
public sealed class AzureStorage : IDisposable
{
    /// <summary>Makes the adapters. Two with the same name are two clients of the same storage.</summary>
    /// <param name="connectionString">The account.</param>
    /// <param name="name">Lower-case letters and digits, a letter first; a new name by default.</param>
    /// <param name="clock">The clock of the probe; the system's by default.</param>
    public AzureStorage(string connectionString, string? name = null, TimeProvider? clock = null)
    {
        Name = name ?? $"t{Guid.NewGuid():n}";
        Options = new StorageOptions { ConnectionString = connectionString, ContainerName = Name, TablePrefix = Name };
        Clients = new StorageClients(Options, configure: options => options.AddPolicy(Wire, HttpPipelinePosition.BeforeTransport));
        Provisioner = new StorageProvisioner(Clients);
        Ports = AzurePorts.Of(Clients, Provisioner, clock ?? TimeProvider.System);
    }

    /// <summary>The container's name and the tables' prefix.</summary>
    public string Name { get; }

    public StorageOptions Options { get; }

    public StorageClients Clients { get; }

    public StorageProvisioner Provisioner { get; }

    public StoragePorts Ports { get; }

    /// <summary>What goes over the wire: counted, and cut where a test wants it.</summary>
    public StorageWire Wire { get; } = new();

    public void Dispose()
    {
        Provisioner.Dispose();
        Clients.Dispose();
    }
}
