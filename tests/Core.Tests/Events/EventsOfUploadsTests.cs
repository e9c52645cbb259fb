using SmartTransfer.Core.Concatenation;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Core.Tests.Events;

/// <summary>Which events there are, and what they cost.</summary>
public sealed class EventsOfUploadsTests : EventTest
{
    [Fact]
    public async Task A_completed_upload_was_started_and_completed_and_removing_its_file_is_told()
    {
        var id = await CompletedAsync();
        AssertTold("Started", "Completed");

        Assert.Null((await One.Cancel.TerminateAsync(id, World.None)).Failure);
        await SettleAsync();
        AssertTold("Started", "Completed", "FileRemoved");
        Assert.Empty(World.Storage.EventRows);
    }

    [Fact]
    public async Task Ids_are_made_of_the_uploads_key_and_count_its_events()
    {
        var id = await CompletedAsync();
        var key = UploadKey.Of(id).Value;
        Assert.Equal([$"{key}-1", $"{key}-2"], Queue.Received.Select(message => message.Id));
        Assert.All(Queue.Received, message => Assert.Equal(key, message.Subject));
        Assert.DoesNotContain(id.Value, string.Concat(Queue.Received), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_time_of_an_event_is_no_finer_than_a_record_keeps_it()
    {
        World.Clock.Advance(TimeSpan.FromTicks(12_345));
        var id = await World.StageAllAsync(File);
        World.Clock.Advance(TimeSpan.FromTicks(12_345));
        await One.Complete.RunAsync(id, CompletionRequest.Plain, World.None);
        await SettleAsync();

        // Else whoever is given an event from the record once more is told another time than before.
        Assert.Equal([1, 2], Queue.Received.Select(message => (message.At - ManualTimeProvider.DefaultStart).TotalMilliseconds));
    }

    [Fact]
    public async Task Cancelling_is_told_once_however_often_it_is_asked_for()
    {
        var id = await StageAsync();
        await One.Cancel.RunAsync(id, World.None);
        await One.Cancel.RunAsync(id, World.None);
        await SettleAsync();
        AssertTold("Started", "Cancelled");
    }

    [Fact]
    public async Task What_nobody_touched_is_told_as_expired_when_the_sweep_finds_it()
    {
        await StageAsync();
        World.Clock.Advance(TimeSpan.FromHours(30));
        await One.Sweep.RunAsync(World.None);
        await SettleAsync();
        AssertTold("Started", "Expired");
    }

    [Fact]
    public async Task A_file_that_is_not_what_was_promised_is_told_as_rejected()
    {
        var id = await StageAsync(Sha256Digest.Of([1]));
        await One.Complete.RunAsync(id, CompletionRequest.Plain, World.None);
        await SettleAsync();
        AssertTold("Started", "Rejected");
    }

    [Fact]
    public async Task A_complete_partial_upload_that_goes_is_told_as_a_file_that_was_removed()
    {
        var wanted = File.Wanted() with { Role = UploadRole.Partial };
        var id = (await One.Start.RunAsync(wanted, World.None)).Value.Session.Id;
        foreach (var chunk in File.Chunks(id, 100))
        {
            await One.Stage.RunAsync(chunk, World.None);
        }

        await One.Complete.RunAsync(id, CompletionRequest.Plain, World.None);
        await SettleAsync();
        await World.SweepAllAsync();
        await World.SweepAllAsync();
        await SettleAsync();
        AssertTold("Started", "Completed", "FileRemoved");
    }

    [Fact]
    public async Task Where_nobody_is_told_an_upload_costs_not_one_call_more_and_its_record_says_nothing()
    {
        var quiet = World.NewInstance(sinks: []);
        var id = (await quiet.Start.RunAsync(File.Wanted(), World.None)).Value.Session.Id;
        foreach (var chunk in File.Chunks(id, 100))
        {
            await quiet.Stage.RunAsync(chunk, World.None);
        }

        await quiet.Complete.RunAsync(id, CompletionRequest.Plain, World.None);
        await quiet.Cancel.TerminateAsync(id, World.None);
        await quiet.DeliverDue.RunAsync(World.None);
        await World.SweepAllAsync(quiet);
        Assert.Equal((0, 0), (EventWrites, EventReads));
        Assert.Empty(World.Storage.SessionRows);
    }

    [Fact]
    public async Task A_short_upload_costs_two_writes_more_and_its_chunks_none()
    {
        var id = await World.StartAsync(File);
        await World.FinishAsync(async () =>
        {
            while (Queue.Received.Count + Hook.Received.Count < 2)
            {
                await Task.Yield();
            }

            return true;
        });
        var atStart = EventWrites;
        foreach (var chunk in File.Chunks(id, 100))
        {
            await One.Stage.RunAsync(chunk, World.None);
        }

        Assert.Equal((1, 1), (atStart, EventWrites));
        await One.Complete.RunAsync(id, CompletionRequest.Plain, World.None);
        await SettleAsync();
        AssertTold("Started", "Completed");
        Assert.Equal((2, 0), (EventWrites, EventReads));
        Assert.Empty(World.Storage.EventRows);
    }

    [Fact]
    public async Task Many_uploads_of_an_instance_cost_two_writes_each_and_one_for_each_hundred_besides()
    {
        const int uploads = 100;
        var ids = new List<UploadId>();
        for (var n = 0; n < uploads; n++)
        {
            ids.Add(await World.StageAllAsync(File, chunkBytes: 400));
        }

        await SettleAsync();
        World.Clock.Advance(TimeSpan.FromMinutes(10));
        foreach (var id in ids)
        {
            await One.Complete.RunAsync(id, CompletionRequest.Plain, World.None);
        }

        await SettleAsync();
        Assert.Equal(2 * uploads, Queue.Received.Count);
        Assert.InRange(EventWrites, 2 * uploads, (2 * uploads) + 10);
        Assert.Equal(0, EventReads);
    }

    [Fact]
    public async Task A_final_upload_is_told_of_beside_its_parts()
    {
        var parts = new List<UploadId>();
        foreach (var part in new[] { TestFile.OfLength(100), TestFile.OfLength(200) })
        {
            var id = (await One.Start.RunAsync(part.Wanted() with { Role = UploadRole.Partial }, World.None)).Value.Session.Id;
            await One.Stage.RunAsync(part.Chunk(id, 0, (int)part.Bytes.Length), World.None);
            parts.Add(id);
        }

        var final = (await One.Advance.StartAsync(File.Wanted() with { LengthBytes = null, Parts = parts }, World.None)).Value.Session.Id;
        await SettleAsync();
        Assert.Equal(
            ["Started", "Completed"],
            Queue.Received.Where(message => message.Subject == UploadKey.Of(final).Value).Select(message => message.Type));
        Assert.Equal(6, Queue.Received.Count);
    }

    private void AssertTold(params string[] kinds)
    {
        Assert.Equal(kinds, Queue.Received.Select(message => message.Type));
        Assert.Equal(kinds, Hook.Received.Select(message => message.Type));
    }
}
