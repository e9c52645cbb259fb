using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Testing.Events;

namespace SmartTransfer.Core.Tests.Anomalies;

/// <summary>Receivers of events in the anomaly loop: whatever stands in a record as having happened must reach them, in order.</summary>
internal sealed class Listeners
{
    private readonly RecordingSink[] _sinks = [new("queue"), new("hook")];
    private readonly HashSet<string> _happened = [];

    public IReadOnlyList<IEventSink> All => _sinks;

    /// <summary>Lets what an instance delivers in the background come to its end.</summary>
    public static Task<bool> SettleAsync(World world, ServiceInstance instance) => world.FinishAsync(async () =>
    {
        await instance.Events.SettleAsync(World.None);
        return true;
    });

    /// <summary>Notes what has happened by now: records go in the end.</summary>
    public void Note(World world) =>
        _happened.UnionWith(world.Storage.SessionRows.SelectMany(session => session.Events).Select(happened => happened.Id));

    public async Task AssertAllWereToldAsync(World world)
    {
        for (var minutes = 0; minutes < 25; minutes++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(1));
            await world.NewInstance().DeliverDue.RunAsync(World.None);
        }

        Assert.Empty(world.Storage.EventRows);
        Assert.Empty(world.Storage.SetAsideRows);
        foreach (var sink in _sinks)
        {
            Assert.Superset(_happened, sink.Received.Select(message => message.Id).ToHashSet());
            foreach (var upload in sink.Received.DistinctBy(message => message.Id).GroupBy(message => message.Subject))
            {
                var key = upload.Key;
                Assert.Equal(
                    Enumerable.Range(1, upload.Count()).Select(number => $"{key}-{number}"), upload.Select(message => message.Id));
            }
        }
    }
}
