using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Core.Tests.Events;

/// <summary>Events of uploads on which several instances work, one of which may die.</summary>
public sealed class EventsOfTwoInstancesTests : EventTest
{
    [Fact]
    public async Task An_upload_that_another_instance_completes_at_once_is_told_in_order_and_once()
    {
        var two = World.NewInstance();
        var id = await World.StageAllAsync(File);
        Assert.Null((await two.Complete.RunAsync(id, CompletionRequest.Plain, World.None)).Failure);
        await World.FinishAsync(async () =>
        {
            // The one confirms on its own in its time; the other waits for that.
            await two.Events.SettleAsync(World.None);
            return true;
        });
        Assert.Equal(["Started", "Completed"], Queue.Received.Select(message => message.Type));
    }

    [Fact]
    public async Task What_an_instance_that_died_had_made_due_another_delivers_after_a_minute()
    {
        // It dies with its session written: nothing of it is delivered.
        var dying = World.NewInstance(sinks: [new DeadSink("queue"), new DeadSink("hook")]);
        var id = (await dying.Start.RunAsync(File.Wanted(), World.None)).Value.Session.Id;
        Assert.Single(World.Storage.EventRows);
        await PassAsync(TimeSpan.FromMinutes(3));
        Assert.Equal(["Started"], Queue.Kinds);

        await One.Cancel.RunAsync(id, World.None);
        await SettleAsync();
        await PassAsync(TimeSpan.FromMinutes(20));
        Assert.Equal(["Started", "Cancelled"], Queue.Kinds);
        Assert.Empty(World.Storage.EventRows);
    }

    [Fact]
    public async Task What_a_timer_has_delivered_keeps_no_later_event_waiting()
    {
        // The entry stays for a quarter of an hour, though there is nothing left to deliver.
        var dying = World.NewInstance(sinks: [new DeadSink("queue"), new DeadSink("hook")]);
        var id = (await dying.Start.RunAsync(File.Wanted(), World.None)).Value.Session.Id;
        await PassAsync(TimeSpan.FromMinutes(3));
        Assert.Single(World.Storage.EventRows);

        var (two, reads) = (World.NewInstance(), EventReads);
        await two.Cancel.RunAsync(id, World.None);
        await SettleAsync(two);
        Assert.Equal(["Started", "Cancelled"], Queue.Kinds);

        // One look before it is delivered and one as it is; who waits for another instance looks once a second.
        Assert.Equal(2, EventReads - reads);
    }

    [Fact]
    public async Task Two_timers_at_once_deliver_everything_and_leave_nothing()
    {
        var dying = World.NewInstance(sinks: [new DeadSink("queue"), new DeadSink("hook")]);
        for (var n = 0; n < 30; n++)
        {
            var id = (await dying.Start.RunAsync(File.Wanted(), World.None)).Value.Session.Id;
            await dying.Cancel.RunAsync(id, World.None);
        }

        var (two, three) = (World.NewInstance(), World.NewInstance());
        for (var minutes = 0; minutes < 40; minutes++)
        {
            World.Clock.Advance(TimeSpan.FromMinutes(1));
            await Task.WhenAll(
                Task.Run(() => two.DeliverDue.RunAsync(World.None)), Task.Run(() => three.DeliverDue.RunAsync(World.None)));
        }

        Assert.Empty(World.Storage.EventRows);
        foreach (var sink in new[] { Queue, Hook })
        {
            var uploads = sink.Received.DistinctBy(message => message.Id).GroupBy(message => message.Subject).ToArray();
            Assert.Equal(30, uploads.Length);
            Assert.All(uploads, upload => Assert.Equal(["Started", "Cancelled"], upload.Select(message => message.Type)));
        }
    }

    [Fact]
    public async Task A_completion_that_two_instances_race_for_is_told_once()
    {
        var two = World.NewInstance();
        var id = await World.StageAllAsync(File);
        await SettleAsync();
        await Task.WhenAll(
            Task.Run(() => One.Complete.RunAsync(id, CompletionRequest.Plain, World.None)),
            Task.Run(() => two.Complete.RunAsync(id, CompletionRequest.Plain, World.None)));
        await SettleAsync(two);
        await PassAsync(TimeSpan.FromMinutes(30));
        Assert.Equal(["Started", "Completed"], Queue.Received.Select(message => message.Type));
        Assert.Empty(World.Storage.EventRows);
    }

    [Fact]
    public async Task What_comes_third_waits_for_the_second_of_another_instance_that_died()
    {
        var dying = World.NewInstance(sinks: [new DeadSink("queue"), new DeadSink("hook")]);
        var id = await World.StageAllAsync(File);
        await Eventually.HoldsAsync("the start is told", () => Queue.Received.Count == 1 && Hook.Received.Count == 1);
        Assert.Null((await dying.Complete.RunAsync(id, CompletionRequest.Plain, World.None)).Failure);

        Assert.Null((await One.RemoveFile.RunAsync(id, World.None)).Failure);
        await SettleAsync();
        await PassAsync(TimeSpan.FromMinutes(40));

        Assert.Equal(["Started", "Completed", "FileRemoved"], Queue.Kinds);
        Assert.Equal(["Started", "Completed", "FileRemoved"], Hook.Kinds);
        Assert.Empty(World.Storage.EventRows);
    }

    /// <summary>The sink of an instance that died: it never answers.</summary>
    internal sealed class DeadSink(string name) : IEventSink
    {
        public string Name => name;

        public Task<SinkAnswer> SendAsync(EventMessage message, CancellationToken cancellationToken) =>
            new TaskCompletionSource<SinkAnswer>().Task;
    }
}
