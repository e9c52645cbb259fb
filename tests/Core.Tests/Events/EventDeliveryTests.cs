using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Resilience;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Testing.Storage;
using SmartTransfer.Testing.Telemetry;

namespace SmartTransfer.Core.Tests.Events;

/// <summary>Receivers that fail, and what is done about it.</summary>
public sealed class EventDeliveryTests : EventTest
{
    /// <summary>Calls of the table of events; the entries of what is set aside are removed by the timer.</summary>
    public static TheoryData<StorageOperation, FaultTiming> EveryCall => EveryFault.Of(EveryFault.Named("Event"));

    [Fact]
    public async Task What_a_receiver_did_not_take_it_gets_later_and_others_do_not_get_it_twice()
    {
        Hook.Answer = _ => Refusal;
        await CompletedAsync();
        Assert.Equal(["Started", "Completed"], Queue.Kinds);
        Assert.Empty(Hook.Received);

        Hook.Answer = _ => SinkAnswer.Delivered;
        await PassAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(["Started", "Completed"], Hook.Received.Select(message => message.Type));
        Assert.Equal(2, Queue.Received.Count);
        await PassAsync(TimeSpan.FromMinutes(20));
        Assert.Empty(World.Storage.EventRows);
    }

    [Fact]
    public async Task One_that_asks_for_a_day_keeps_no_other_waiting_that_failed_once()
    {
        Hook.Answer = _ => Refusal with { RetryAfter = TimeSpan.FromDays(1) };
        Queue.Answer = _ => Refusal;
        await CompletedAsync();
        Queue.Answer = _ => SinkAnswer.Delivered;

        await PassAsync(TimeSpan.FromMinutes(5));

        Assert.Equal(["Started", "Completed"], Queue.Kinds);
    }

    [Fact]
    public async Task What_is_behind_is_told_also_while_nothing_is_due()
    {
        using var meters = new TestMeters();
        meters.Listen();
        var world = new World(new ServiceOptions { Sinks = [Hook], Meters = meters });
        Hook.Answer = _ => Refusal;
        await world.StageAllAsync(File);
        await world.FinishAsync(async () =>
        {
            await world.One.Events.SettleAsync(World.None);
            return true;
        });
        for (var minutes = 0; minutes < 60; minutes++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(1));
            await world.One.DeliverDue.RunAsync(World.None);
            meters.Observe();
        }

        var (behind, ages) = (meters.ValuesOf("smart_transfer.event.waiting.count"), meters.ValuesOf("smart_transfer.event.waiting.age"));
        Assert.All(behind.Skip(3), one => Assert.Equal(1, one.Value));
        Assert.InRange(ages[^1].Value, 3_500, 3_700);

        Hook.Answer = _ => SinkAnswer.Delivered;
        for (var minutes = 0; minutes < 120; minutes++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(1));
            await world.One.DeliverDue.RunAsync(World.None);
        }

        meters.Observe();
        Assert.Equal(0, meters.ValuesOf("smart_transfer.event.waiting.count")[^1].Value);
        Assert.Equal(0, meters.ValuesOf("smart_transfer.event.waiting.age")[^1].Value);
    }

    [Fact]
    public async Task A_receiver_that_is_down_for_an_hour_gets_everything_in_order_and_is_not_pressed()
    {
        Hook.Answer = _ => Refusal;
        const int uploads = 20;
        for (var n = 0; n < uploads; n++)
        {
            await CompletedAsync();
        }

        await PassAsync(TimeSpan.FromHours(1));
        Assert.InRange(Hook.Asked, 1, 400);
        Assert.Equal(2 * uploads, Queue.Received.Count);
        Hook.Answer = _ => SinkAnswer.Delivered;
        await PassAsync(TimeSpan.FromMinutes(95));
        Assert.Equal(2 * uploads, Hook.Received.Count);
        Assert.All(
            Hook.Received.GroupBy(message => message.Subject),
            upload => Assert.Equal(["Started", "Completed"], upload.Select(message => message.Type)));
        await PassAsync(TimeSpan.FromMinutes(20));
        Assert.Empty(World.Storage.EventRows);
        Assert.Equal(2 * uploads, Queue.Received.Count);
    }

    [Fact]
    public async Task A_receiver_that_asks_to_wait_is_not_asked_before()
    {
        Hook.Answer = _ => new SinkAnswer(SinkOutcome.Failed, "The receiver answered 429.", TimeSpan.FromMinutes(30));
        await StageAsync();
        var asked = Hook.Asked;
        Hook.Answer = _ => SinkAnswer.Delivered;
        await PassAsync(TimeSpan.FromMinutes(29));
        Assert.Equal(asked, Hook.Asked);
        await PassAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(["Started"], Hook.Kinds);
    }

    [Fact]
    public async Task A_later_event_does_not_overtake_one_that_its_receiver_did_not_take()
    {
        var refused = 0;
        Hook.Answer = message => message.Type == "Started" && refused++ < 3 ? Refusal : SinkAnswer.Delivered;
        await CompletedAsync();
        Assert.Empty(Hook.Received);
        Assert.Equal(["Started", "Completed"], Queue.Kinds);
        await PassAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(["Started", "Completed"], Hook.Received.Select(message => message.Type));
    }

    [Fact]
    public async Task A_receiver_that_fails_again_and_again_is_left_alone_for_a_while()
    {
        Hook.Answer = _ => Refusal;
        for (var n = 0; n < ResilientEventSink.Tries; n++)
        {
            await StageAsync();
        }

        var (asked, writes) = (Hook.Asked, EventWrites);
        for (var n = 0; n < 10; n++)
        {
            await StageAsync();
        }

        // The entry of each, and that the queue has it.
        Assert.Equal((asked, writes + 20), (Hook.Asked, EventWrites));
        await PassAsync(TimeSpan.FromMinutes(1));
        Assert.InRange(Hook.Asked, asked + 1, asked + ResilientEventSink.Tries);
    }

    [Fact]
    public async Task A_sink_that_throws_is_one_that_failed()
    {
        Hook.Answer = _ => throw new InvalidOperationException("a bug");
        await StageAsync();
        Hook.Answer = _ => SinkAnswer.Delivered;
        await PassAsync(TimeSpan.FromMinutes(3));
        Assert.Equal(["Started"], Hook.Received.Select(message => message.Type));
    }

    [Fact]
    public async Task An_answer_does_not_wait_for_a_receiver()
    {
        var held = new HeldSink();
        var world = new World(new ServiceOptions { Sinks = [held] });
        var id = await world.StageAllAsync(File);
        Assert.Null((await world.One.Complete.RunAsync(id, CompletionRequest.Plain, World.None)).Failure);
        Assert.Equal(0, held.Answered);
        held.Release();
        await world.One.Events.SettleAsync(World.None);
        Assert.Equal(2, held.Answered);
    }

    [Fact]
    public async Task A_receiver_that_does_not_answer_is_given_up_after_its_time_and_tried_again()
    {
        var held = new HeldSink();
        var world = new World(new ServiceOptions { Sinks = [held] });
        await world.StartAsync(File);
        await world.FinishAsync(async () =>
        {
            await world.One.Events.SettleAsync(World.None);
            return true;
        });
        Assert.Equal(1, Assert.Single(world.Storage.EventRows).Attempts);
        Assert.Equal(0, held.Answered);

        held.Release();
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await world.One.DeliverDue.RunAsync(World.None);
        Assert.Equal(1, held.Answered);
    }

    [Fact]
    public async Task A_tombstone_stays_until_others_were_told_of_its_end()
    {
        Hook.Answer = _ => Refusal;
        var id = await StageAsync();
        await One.Cancel.RunAsync(id, World.None);
        await SettleAsync();
        for (var hours = 0; hours < 40; hours++)
        {
            World.Clock.Advance(TimeSpan.FromHours(1));
            await One.Sweep.RunAsync(World.None);
        }

        Assert.Equal(UploadState.Cancelled, World.Session(id).State);
        Hook.Answer = _ => SinkAnswer.Delivered;
        await PassAsync(TimeSpan.FromMinutes(90));
        Assert.Equal(["Started", "Cancelled"], Hook.Kinds);
        for (var hours = 0; hours < 3; hours++)
        {
            World.Clock.Advance(TimeSpan.FromHours(1));
            await One.Sweep.RunAsync(World.None);
        }

        Assert.Empty(World.Storage.SessionRows);
        Assert.Empty(World.Storage.ExpiryRows);
    }

    [Fact]
    public async Task An_entry_without_its_event_is_dropped_but_not_before_the_write_it_was_filed_for_is_over()
    {
        World.Sabotage.FailOperation(StorageOperation.AddSession, FaultTiming.BeforeEffect);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => World.StartAsync(File));
        await PassAsync(TimeSpan.FromMinutes(10));
        Assert.Single(World.Storage.EventRows);
        await PassAsync(TimeSpan.FromMinutes(10));
        Assert.Empty(World.Storage.EventRows);
        Assert.Empty(Queue.Received);
    }

    [Theory]
    [MemberData(nameof(EveryCall))]
    public async Task A_call_that_fails_twice_is_tried_again_and_nobody_notices(StorageOperation operation, FaultTiming timing)
    {
        var (one, two) = (World.NewInstance(retries: true), World.NewInstance(retries: true));
        Hook.Answer = _ => Refusal;
        World.Sabotage.FailOperation(operation, timing, times: 2);
        var id = (await World.FinishAsync(() => one.Start.RunAsync(File.Wanted(), World.None))).Value.Session.Id;
        await SettleQuietlyAsync(one);
        Assert.Null((await World.FinishAsync(() => two.Cancel.RunAsync(id, World.None))).Failure);
        await SettleQuietlyAsync(two);
        World.Clock.Advance(new EventsOptions().GiveUpAfter);
        for (var minutes = 0; minutes < 90; minutes++)
        {
            World.Clock.Advance(TimeSpan.FromMinutes(1));
            await World.FinishAsync(() => one.DeliverDue.RunAsync(World.None));
        }

        Hook.Answer = _ => SinkAnswer.Delivered;
        Assert.Equal(2, (await World.FinishAsync(() => one.RetryEvents.RunAsync(World.None))).Delivered);
        Assert.Equal(2, World.Sabotage.FaultsStruck);
        Assert.Equal(["Started", "Cancelled"], Hook.Kinds);
        Assert.Equal(["Started", "Cancelled"], Queue.Kinds);
        Assert.Empty(World.Storage.EventRows);
        Assert.Empty(World.Storage.SetAsideRows);
    }

    [Fact]
    public async Task A_sink_that_is_not_configured_any_more_keeps_nothing_due()
    {
        Hook.Answer = _ => Refusal;
        await CompletedAsync();
        var other = World.NewInstance(sinks: [Queue]);
        await PassAsync(TimeSpan.FromMinutes(20), other);
        Assert.Empty(World.Storage.EventRows);
        Assert.Equal(2, Queue.Received.Count);
    }

    private Task<bool> SettleQuietlyAsync(ServiceInstance instance) => World.FinishAsync(async () =>
    {
        await instance.Events.SettleAsync(World.None);
        return true;
    });

    /// <summary>A receiver that does not answer until it is released.</summary>
    private sealed class HeldSink : IEventSink
    {
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _answered;

        public string Name => "held";

        public int Answered => Volatile.Read(ref _answered);

        public void Release() => _released.TrySetResult();

        public async Task<SinkAnswer> SendAsync(EventMessage message, CancellationToken cancellationToken)
        {
            await _released.Task.WaitAsync(cancellationToken);
            Interlocked.Increment(ref _answered);
            return SinkAnswer.Delivered;
        }
    }
}
