using SmartTransfer.Core.Ports;
using SmartTransfer.Testing.Contracts;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Azure.Tests.Contracts;

public sealed class InMemoryUploadListTests : UploadListContract
{
    protected override Task<StoragePorts> OpenAsync() => Task.FromResult(new InMemoryStorage().Ports);
}
