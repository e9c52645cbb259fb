using Azure.Storage.Blobs.Models;
using SmartTransfer.Core.Ports;
using SmartTransfer.Testing.Azurite;
using SmartTransfer.Testing.Contracts;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Azure.Tests.Contracts;

[Collection(AzuriteCollection.Name)]
public sealed class AzuriteCommitStoreTests(AzuriteFixture azurite) : CommitStoreContract
{
    private readonly AzureStorage _storage = new(azurite.ConnectionString);

    public override Task DisposeAsync()
    {
        _storage.Dispose();
        return Task.CompletedTask;
    }

    protected override Task<StoragePorts> OpenAsync() => Task.FromResult(_storage.Ports);

    protected override async Task<IReadOnlyList<string>> NamesAsync()
    {
        var names = new List<string>();
        await foreach (var blob in _storage.Clients.Container.GetBlobsAsync(BlobTraits.None, BlobStates.All, prefix: null, default))
        {
            names.Add(blob.Name);
        }

        return names;
    }
}
