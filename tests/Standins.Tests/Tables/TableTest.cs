using Azure.Data.Tables;
using SmartTransfer.Testing.Azurite;

namespace SmartTransfer.Standins.Tests.Tables;

/// <summary>A test with a table of its own.</summary>
[Collection(AzuriteCollection.Name)]
public abstract class TableTest(AzuriteFixture azurite) : IAsyncLifetime
{
    protected string ConnectionString { get; } = azurite.ConnectionString;

    protected TableClient Table { get; } = new(azurite.ConnectionString, "t" + Guid.NewGuid().ToString("N"));

    public virtual Task InitializeAsync() => Table.CreateAsync();

    public virtual Task DisposeAsync() => Table.DeleteAsync();
}
