using SmartTransfer.Azure.Blobs;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Azure.Tables;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Azure;

/// <summary>All ports on one storage account, or on one that plays two.</summary>
public static class AzurePorts
{
    /// <summary>Makes the ports; asks storage nothing.</summary>
    /// <param name="clients">The clients.</param>
    /// <param name="provisioner">Creates the container and the tables that are missing.</param>
    /// <param name="clock">The clock by which access to copied blobs is granted.</param>
    public static StoragePorts Of(StorageClients clients, StorageProvisioner provisioner, TimeProvider clock)
    {
        var sessions = new TableSessionStore(clients, provisioner);
        var profiles = new TableNetworkProfiles(clients, provisioner);
        var limits = new TableClientLimits(clients, provisioner);
        var events = new TableEvents(clients, provisioner);
        return new StoragePorts(
            sessions,
            sessions,
            new TableExpiryIndex(clients, provisioner),
            profiles,
            profiles,
            new BlobBlockStore(clients, provisioner, clock),
            new BlobCommitStore(clients, provisioner),
            new BlobContentStore(clients, provisioner),
            new StorageProbe(clients, clock),
            limits,
            limits,
            new TableTurns(clients, provisioner),
            new TableUploadList(clients, provisioner),
            events,
            events,
            new TableClaims(clients, provisioner));
    }
}
