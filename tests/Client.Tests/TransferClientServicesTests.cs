using Microsoft.Extensions.DependencyInjection;
using SmartTransfer.Client.Tests.Scripted;

namespace SmartTransfer.Client.Tests;

/// <summary>The client from a container of services.</summary>
public sealed class TransferClientServicesTests : ScriptedTest
{
    [Fact]
    public async Task It_sends_over_the_connections_of_the_factory_with_its_options()
    {
        var (path, bytes) = NewFile(100_000);
        var services = new ServiceCollection();
        _ = services.AddSmartTransferClient(
            options => (options.Service, options.FunctionKey, options.Journals) = (Service.Address, "the-key", Journals));
        await using var provider = services.BuildServiceProvider();

        _ = await provider.GetRequiredService<TransferClient>().UploadAsync(path);

        Assert.Equal(bytes, Service.File);
        Assert.All(Service.Requests, request => Assert.Equal("the-key", request.Header("x-functions-key")));
        Assert.Same(provider.GetRequiredService<TransferClient>(), provider.GetRequiredService<TransferClient>());
    }

    [Fact]
    public async Task Without_an_address_it_says_so()
    {
        var services = new ServiceCollection();
        _ = services.AddSmartTransferClient(_ => { });
        await using var provider = services.BuildServiceProvider();

        Assert.Contains(
            "name no service",
            Assert.Throws<ArgumentException>(provider.GetRequiredService<TransferClient>).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void It_can_be_mocked()
    {
        var mock = new Moq.Mock<TransferClient>();
        _ = mock.Setup(client => client.CancelAsync("id", default)).Returns(Task.CompletedTask);

        Assert.Same(Task.CompletedTask, mock.Object.CancelAsync("id"));
    }
}
