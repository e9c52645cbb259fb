using SmartTransfer.Core.Ports;
using SmartTransfer.Testing.Contracts;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Azure.Tests.Contracts;

public sealed class InMemoryCommitStoreTests : CommitStoreContract
{
    private readonly InMemoryStorage _storage = new();

    protected override Task<StoragePorts> OpenAsync() => Task.FromResult(_storage.Ports);

    protected override Task<IReadOnlyList<string>> NamesAsync() =>
        Task.FromResult<IReadOnlyList<string>>([.. _storage.BlobNames.Select(name => name.Value)]);
}
