using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Testing.Contracts;

namespace SmartTransfer.Core.Tests.Events;

/// <summary>Events that could not be delivered in time, and what an operator does about them.</summary>
public sealed class SetAsideEventsTests : EventTest
{
    [Fact]
    public async Task An_event_whose_time_is_over_is_set_aside_and_those_after_it_are_delivered()
    {
        Hook.Answer = message => message.Type == "Started" ? Refusal : SinkAnswer.Delivered;
        var id = await CompletedAsync();
        await PassAsync(TimeSpan.FromHours(1));
        Assert.Empty(Hook.Received);
        World.Clock.Advance(new EventsOptions().GiveUpAfter);
        await PassAsync(TimeSpan.FromMinutes(70));
        var aside = Assert.Single(World.Storage.SetAsideRows);
        Assert.Equal(("hook", "Started", World.Session(id).Events[0].Id), (aside.Sink, aside.Message.Type, aside.Message.Id));
        Assert.Equal("The receiver answered 500.", aside.Reason);
        Assert.Equal(["Completed"], Hook.Kinds);
        Assert.Empty(World.Storage.EventRows);

        Hook.Answer = _ => SinkAnswer.Delivered;
        var report = await One.RetryEvents.RunAsync(World.None);
        Assert.Equal((1, 0, false), (report.Delivered, report.Failed, report.More));
        Assert.Equal(["Completed", "Started"], Hook.Received.Select(message => message.Type));
        Assert.Equal("\"Started\"", System.Text.Encoding.UTF8.GetString(Hook.Received[1].Body.Span));
        Assert.Empty(World.Storage.SetAsideRows);
        Assert.Equal(2, Queue.Received.Count);
    }

    [Fact]
    public async Task What_was_set_aside_and_fails_again_stays_and_the_later_events_of_the_upload_with_it()
    {
        Hook.Answer = _ => Refusal;
        await CompletedAsync();
        World.Clock.Advance(new EventsOptions().GiveUpAfter);
        await PassAsync(TimeSpan.FromMinutes(70));
        Assert.Equal(["Started", "Completed"], World.Storage.SetAsideRows.Select(aside => aside.Message.Type));

        World.Clock.Advance(TimeSpan.FromMinutes(5));
        Hook.Answer = message => message.Type == "Started" ? Refusal : SinkAnswer.Delivered;
        var report = await One.RetryEvents.RunAsync(World.None);
        Assert.Equal((0, 2, false), (report.Delivered, report.Failed, report.More));
        Assert.Equal(2, World.Storage.SetAsideRows.Count);
        Assert.Empty(Hook.Received);

        World.Clock.Advance(TimeSpan.FromMinutes(5));
        Hook.Answer = _ => SinkAnswer.Delivered;
        Assert.Equal(2, (await One.RetryEvents.RunAsync(World.None)).Delivered);
        Assert.Equal(["Started", "Completed"], Hook.Received.Select(message => message.Type));
    }

    [Fact]
    public async Task More_than_is_read_at_once_is_delivered_and_an_upload_that_fails_is_not_tried_from_its_middle()
    {
        // Two hundred are read at once: the three of the upload in the middle lie on both sides of the border.
        string[] ids = [.. Enumerable.Range(0, 199).Select(n => $"a{n:000}-1"), "b-1", "b-2", "b-3", "c-1"];
        foreach (var id in ids)
        {
            await World.Storage.SetAside.AddAsync(SampleEvent.SetAside(id, "hook"), World.None);
        }

        var refused = 0;
        Hook.Answer = message => message.Id == "b-1" && refused++ == 0 ? Refusal : SinkAnswer.Delivered;
        var report = await One.RetryEvents.RunAsync(World.None);
        Assert.Equal((200, 3, false), (report.Delivered, report.Failed, report.More));
        Assert.Equal(["b-1", "b-2", "b-3"], World.Storage.SetAsideRows.Select(aside => aside.Message.Id));
        Assert.Equal(3, (await One.RetryEvents.RunAsync(World.None)).Delivered);
    }

    [Fact]
    public async Task A_receiver_that_wants_no_more_is_asked_no_more_and_its_events_are_set_aside_at_once()
    {
        Hook.Answer = _ => new SinkAnswer(SinkOutcome.Gone, "The receiver answered 410 (Gone).");
        await CompletedAsync();
        await CompletedAsync();
        Assert.Equal(1, Hook.Asked);
        Assert.Equal(4, World.Storage.SetAsideRows.Count);
        Assert.Equal(4, Queue.Received.Count);
        Assert.Empty(World.Storage.EventRows);

        Hook.Answer = _ => SinkAnswer.Delivered;
        Assert.Equal(4, (await One.RetryEvents.RunAsync(World.None)).Delivered);
        Assert.All(
            Hook.Received.GroupBy(message => message.Subject),
            upload => Assert.Equal(["Started", "Completed"], upload.Select(message => message.Type)));
        await CompletedAsync();
        Assert.Equal(6, Hook.Received.Count);
    }

    [Fact]
    public async Task A_tombstone_goes_once_what_it_told_of_was_set_aside()
    {
        Hook.Answer = _ => Refusal;
        var id = await StageAsync();
        await One.Cancel.RunAsync(id, World.None);
        await SettleAsync();
        for (var hours = 0; hours < 24 * 4; hours++)
        {
            World.Clock.Advance(TimeSpan.FromHours(1));
            await One.DeliverDue.RunAsync(World.None);
            await One.Sweep.RunAsync(World.None);
        }

        Assert.Empty(World.Storage.SessionRows);
        Assert.Equal(["Started", "Cancelled"], World.Storage.SetAsideRows.Select(aside => aside.Message.Type));
    }
}
