using SmartTransfer.Core.Ports;
using SmartTransfer.Testing.Azurite;
using SmartTransfer.Testing.Contracts;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Azure.Tests.Contracts;

[Collection(AzuriteCollection.Name)]
public sealed class AzuriteClaimsTests(AzuriteFixture azurite) : ClaimsContract
{
    private readonly AzureStorage _storage = new(azurite.ConnectionString);

    public override Task DisposeAsync()
    {
        _storage.Dispose();
        return Task.CompletedTask;
    }

    protected override Task<StoragePorts> OpenAsync() => Task.FromResult(_storage.Ports);
}
