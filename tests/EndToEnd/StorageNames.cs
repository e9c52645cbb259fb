using SmartTransfer.Testing.Hosts;
using SmartTransfer.Testing.Inspection;

namespace SmartTransfer.EndToEnd;

/// <summary>A container and tables that nobody else uses.</summary>
public sealed record StorageNames(string ContainerName, string TablePrefix)
{
    public static StorageNames Fresh()
    {
        var unique = Guid.NewGuid().ToString("N");
        return new StorageNames("e2e-" + unique, "e2e" + unique);
    }

    public HostSettings Settings(string connectionString, string bodies) =>
        new() { ConnectionString = connectionString, ContainerName = ContainerName, TablePrefix = TablePrefix, Bodies = bodies };

    public StoredUploads Open(string connectionString) => new(connectionString, ContainerName, TablePrefix);
}
