using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Testing.Events;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Core.Tests.Events;

/// <summary>What tests of events need: a service that tells a queue and a webhook, and uploads to tell of.</summary>
public abstract class EventTest
{
    private protected static readonly TestFile File = TestFile.OfLength(400);

    private protected static readonly SinkAnswer Refusal = new(SinkOutcome.Failed, "The receiver answered 500.");

    private protected EventTest() => World = new World(new ServiceOptions { Sinks = [Queue, Hook] });

    private protected RecordingSink Queue { get; } = new("queue");

    private protected RecordingSink Hook { get; } = new("hook");

    private protected World World { get; }

    private protected ServiceInstance One => World.One;

    /// <summary>Starts an upload and stages all of it.</summary>
    private protected async Task<UploadId> StageAsync(Sha256Digest? sha256 = null)
    {
        var id = await World.StageAllAsync(File, expected: new ExpectedDigests(Sha256: sha256));
        await SettleAsync();
        return id;
    }

    private protected Task<UploadId> CompletedAsync() => CompletedAsync(One);

    private protected async Task<UploadId> CompletedAsync(ServiceInstance instance)
    {
        var id = await World.StageAllAsync(File);
        await instance.Complete.RunAsync(id, CompletionRequest.Plain, World.None);
        await SettleAsync(instance);
        return id;
    }

    /// <summary>Lets what is delivered in the background come to its end; the clock moves on where it waits.</summary>
    private protected Task SettleAsync(ServiceInstance? instance = null) => World.FinishAsync(async () =>
    {
        await One.Events.SettleAsync(World.None);
        await (instance ?? One).Events.SettleAsync(World.None);
        return true;
    });

    /// <summary>Runs the timer as often as it would run in so long a time.</summary>
    private protected async Task PassAsync(TimeSpan time, ServiceInstance? instance = null)
    {
        for (var minutes = 0; minutes < time.TotalMinutes; minutes++)
        {
            World.Clock.Advance(TimeSpan.FromMinutes(1));
            await (instance ?? One).DeliverDue.RunAsync(World.None);
        }
    }

    /// <summary>Calls of storage that write to the table of events.</summary>
    private protected int EventWrites => Calls(
        StorageOperation.FileEvent,
        StorageOperation.ReplaceEvent,
        StorageOperation.RemoveEvents,
        StorageOperation.SetEventAside,
        StorageOperation.RemoveEventSetAside);

    /// <summary>Calls of storage that read from it.</summary>
    private protected int EventReads => Calls(
        StorageOperation.FindEvent, StorageOperation.ReadEvents, StorageOperation.ReadEventsSetAside);

    private int Calls(params StorageOperation[] operations) => operations.Sum(World.Storage.Calls.Of);
}
