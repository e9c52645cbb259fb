using System.Text.Json.Nodes;
using SmartTransfer.Azure.Events;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Storm.Clients;
using SmartTransfer.Storm.Events;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Storm.Judging;

/// <summary>The judge of events must find what a storm hardly ever brings about.</summary>
public sealed class EventJudgeTests
{
    private static readonly UploadId Id = new SequentialUploadIds().Next();
    private static readonly string Key = UploadKey.Of(Id).Value;
    private static readonly FileFacts File = FileFacts.Of([1, 2, 3]);
    private static readonly Delivery Started = Of(1, UploadEventKind.Started);
    private static readonly Delivery Completed = Of(2, UploadEventKind.Completed);

    [Fact]
    public void It_has_nothing_against_repeats_refusals_and_a_length_that_becomes_known()
    {
        var early = Started with { Event = Of(1, UploadEventKind.Started).Event };
        _ = early.Event["data"]!.AsObject().Remove("length");
        Delivery[] deliveries = [early with { Mood = new ReceiverMood(503) }, early, Started, Completed, Started, Completed];
        Assert.Empty(Judge(deliveries).Findings);
        var delivered = new DeliveredEvents(deliveries);
        Assert.Equal((2, 3, 1), (delivered.Count, delivered.Repeats, delivered.Refused));
    }

    [Fact]
    public void It_finds_an_event_that_was_never_delivered()
    {
        AssertFinds("delivered was", Started);
        AssertFinds("delivered was", Started, Completed with { Mood = new ReceiverMood(500) });
        AssertFinds("came before", Completed);
        AssertFinds("the receiver was not");
    }

    [Fact]
    public void It_finds_events_out_of_order() => AssertFinds("came before", Completed, Started);

    [Fact]
    public void It_finds_an_event_that_was_sent_before_the_one_before_it_was_taken() =>
        AssertFinds("came before", Started with { Mood = new ReceiverMood(500) }, Completed, Started);

    [Fact]
    public void It_finds_events_of_what_never_happened()
    {
        AssertFinds("delivered was", Started, Completed, Of(3, UploadEventKind.FileRemoved));
        AssertFinds("No upload can go like this", Started, Completed, Of(3, UploadEventKind.Cancelled));
        AssertFinds("No upload can go like this", Started, Of(2, UploadEventKind.Started), Of(3, UploadEventKind.Completed));
        AssertFinds("the file: FileFacts", Started, Of(2, UploadEventKind.Cancelled));
        var another = Of(1, UploadEventKind.Started);
        another.Event["subject"] = "another";
        AssertFinds("No record", Started, Completed, another);
    }

    [Fact]
    public void It_finds_a_repeat_that_says_something_else()
    {
        var other = Of(2, UploadEventKind.Completed);
        other.Event["time"] = "2030-01-01T00:00:00.001Z";
        AssertFinds("does not say the same", Started, Completed, other);
    }

    [Fact]
    public void It_finds_what_was_not_signed_or_has_another_id()
    {
        AssertFinds("not ours", Started, Completed with { IsGenuine = false });
        AssertFinds("not ours", Started, Completed, Completed with { Id = $"{Key}-3" });
    }

    [Fact]
    public void It_finds_a_file_that_is_not_as_told()
    {
        var other = Of(2, UploadEventKind.Completed);
        other.Event["data"]!["length"] = 4L;
        AssertFinds("the file: FileFacts", Started, other);
    }

    private static void AssertFinds(string what, params Delivery[] deliveries) =>
        Assert.Contains(Judge(deliveries).Findings, finding => finding.What.Contains(what, StringComparison.Ordinal));

    /// <summary>Judges what came of an upload that is complete, and of which a client heard that.</summary>
    private static EventJudge Judge(Delivery[] deliveries)
    {
        var judge = new EventJudge(new DeliveredEvents(deliveries));
        judge.JudgeDeliveries();
        judge.JudgeRecords(new Dictionary<string, UploadRecord>
        {
            [Key] = new(Id.Value, "f", UploadState.Completed, [UploadEventKind.Started, UploadEventKind.Completed]),
        });
        judge.JudgeFacts([new HeardFact(Id.Value, [UploadEventKind.Completed])]);
        judge.JudgeFiles(new Dictionary<string, FileFacts> { [Id.Value] = File });
        return judge;
    }

    private static Delivery Of(int number, UploadEventKind kind) => new(
        $"{Key}-{number}",
        new JsonObject
        {
            ["id"] = $"{Key}-{number}",
            ["type"] = CloudEventWriter.TypeOf(kind),
            ["subject"] = Key,
            ["time"] = "2030-01-01T00:00:00.000Z",
            ["data"] = new JsonObject
            {
                ["length"] = File.LengthBytes,
                ["digests"] = new JsonObject { ["crc64nvme"] = File.Crc64Nvme },
            },
        },
        IsGenuine: true,
        ReceiverMood.Good);
}
