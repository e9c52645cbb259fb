using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Testing.Contracts;
using SmartTransfer.Testing.Events;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Core.Tests.Anomalies;

/// <summary>The anomaly loop of what an operator asks for: the events that were set aside are delivered or still set aside.</summary>
public sealed class RetryEventsAnomalyTests
{
    private static readonly string[] Events = ["a-1", "a-2", "b-1", "c-1", "c-2", "c-3"];

    [Theory]
    [InlineData(FaultTiming.BeforeEffect, false)]
    [InlineData(FaultTiming.AfterEffect, false)]
    [InlineData(FaultTiming.BeforeEffect, true)]
    public async Task Whichever_storage_call_fails_no_event_is_lost_and_doing_it_again_delivers_the_rest(FaultTiming timing, bool cutOff) =>
        await EveryFault.StrikeEachCallAsync(n => StrikeAsync(timing, cutOff, n), most: 40);

    /// <summary>Lets call n fail.</summary>
    /// <returns>False when there was no such call.</returns>
    private static async Task<bool> StrikeAsync(FaultTiming timing, bool cutOff, int n)
    {
        RecordingSink[] sinks = [new("queue"), new("hook")];
        var world = new World(new ServiceOptions { Sinks = sinks });
        foreach (var sink in sinks)
        {
            foreach (var id in Events)
            {
                await world.Storage.SetAside.AddAsync(SampleEvent.SetAside(id, sink.Name), World.None);
            }
        }

        world.Sabotage.FailCall(n, timing, cutOff);
        try
        {
            _ = await world.One.RetryEvents.RunAsync(World.None);
        }
        catch (StorageUnavailableException)
        {
            // The operator hears 503, and asks again.
        }

        var struck = world.Sabotage.FaultsStruck > 0;
        world.Sabotage.Heal();
        foreach (var sink in sinks)
        {
            var kept = world.Storage.SetAsideRows.Where(aside => aside.Sink == sink.Name).Select(aside => aside.Message.Id);
            Assert.Superset(Events.ToHashSet(), sink.Received.Select(message => message.Id).Concat(kept).ToHashSet());
        }

        var report = await world.NewInstance().RetryEvents.RunAsync(World.None);
        Assert.Equal((0, false), (report.Failed, report.More));
        Assert.Empty(world.Storage.SetAsideRows);
        foreach (var sink in sinks)
        {
            var first = sink.Received.DistinctBy(message => message.Id).ToList();
            Assert.Equal(Events.ToHashSet(), first.Select(message => message.Id).ToHashSet());
            Assert.All(
                first.GroupBy(message => message.Subject),
                upload => Assert.Equal(
                    upload.Select(message => message.Id).Order(StringComparer.Ordinal), upload.Select(message => message.Id)));
        }

        return struck;
    }
}
