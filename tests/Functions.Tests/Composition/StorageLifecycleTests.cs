using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SmartTransfer.Functions.Composition;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Functions.Tests.Composition;

/// <summary>What an instance does when it stops in good order.</summary>
public sealed class StorageLifecycleTests
{
    [Fact]
    public async Task The_last_counters_are_written()
    {
        await using var host = await ApiHost.StartAsync();
        var upload = await ClientUpload.SentAsync(host, [1, 2, 3], 1);
        Assert.Empty(host.Stored.CounterRows);
        await LifecycleOf(host).StopAsync(CancellationToken.None);
        var row = Assert.Single(host.Stored.CounterRows);
        Assert.Equal((upload.Id, 3), (row.Key.Id, row.Value.Chunks));
    }

    [Fact]
    public async Task Storage_that_does_not_take_them_does_not_keep_the_app_from_stopping()
    {
        await using var host = await ApiHost.StartAsync();
        (await (await ClientUpload.StartAsync(host, 1)).PutAsync(0, [1])).Is(HttpStatusCode.OK);
        host.Faults.FailOperation(StorageOperation.WriteCounters, FaultTiming.BeforeEffect);
        await LifecycleOf(host).StopAsync(CancellationToken.None);
        Assert.Contains(host.Log.Lines, line => line.Contains("The last network counters were not written", StringComparison.Ordinal));
    }

    private static StorageLifecycle LifecycleOf(ApiHost host) => ActivatorUtilities.CreateInstance<StorageLifecycle>(host.App.Services);
}
