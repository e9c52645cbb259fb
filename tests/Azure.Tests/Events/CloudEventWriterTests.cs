using System.Text.Json.Nodes;
using CloudNative.CloudEvents;
using CloudNative.CloudEvents.SystemTextJson;
using SmartTransfer.Azure.Events;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Testing.Storage;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Azure.Tests.Events;

/// <summary>What events say, and what they must not.</summary>
public sealed class CloudEventWriterTests
{
    private static readonly UploadId Id = new SequentialUploadIds().Next();
    private static readonly CloudEventWriter Writer = new(
        new Uri("/smart-transfer", UriKind.Relative), session => new Uri($"https://a.example/uploads/{session.BlobName.Value}"));

    [Fact]
    public void A_completed_upload_says_all_that_is_known_of_its_file()
    {
        var session = Completed() with
        {
            Owner = OwnerKey.Of("issuer", "subject"),
            Metadata = new Dictionary<string, string> { ["é"] = "ü" },
        };
        var (message, json) = Write(session, UploadEventKind.Completed);

        var key = UploadKey.Of(Id).Value;
        Assert.Equal(($"{key}-2", "smarttransfer.upload.completed", key), (message.Id, message.Type, message.Subject));
        Assert.Equal(
            ("1.0", message.Id, "/smart-transfer", message.Type, key, "application/json"),
            ((string?)json["specversion"], (string?)json["id"], (string?)json["source"], (string?)json["type"], (string?)json["subject"],
                (string?)json["datacontenttype"]));
        Assert.Equal(ManualTimeProvider.DefaultStart.AddHours(1), DateTimeOffset.Parse((string)json["time"]!));
        var data = json["data"]!.AsObject();
        Assert.Equal(
            [
                "blobUrl", "chunkCount", "contentType", "digests", "endedAt", "fileName", "key", "length", "metadata", "owner", "role",
                "startedAt",
            ],
            data.Select(member => member.Key).Order());
        Assert.Equal(session.Owner!.Value.Value, (string?)data["owner"]);
        Assert.Equal("ü", (string?)data["metadata"]!["é"]);
        Assert.Equal($"https://a.example/uploads/{key}", (string?)data["blobUrl"]);
        Assert.Equal(session.File!.ChunkDigestsSha256.ToHex(), (string?)data["digests"]!["chunkDigestsSha256"]);
        Assert.Equal((100, 1), ((long)data["length"]!, (int)data["chunkCount"]!));
    }

    [Fact]
    public void What_was_counted_of_the_link_is_told_with_the_end_of_an_upload_and_with_no_other_event()
    {
        var session = Completed() with { Counted = TransferCounts.Of(NetworkCounters.Zero with { Retried = 3 }) };
        var transfer = Write(session, UploadEventKind.Completed).Json["data"]!["transfer"]!;
        Assert.Equal((3600, 100, 1, 3), (
            (double)transfer["durationSeconds"]!, (long)transfer["bytes"]!, (long)transfer["chunks"]!, (long)transfer["retries"]!));
        Assert.Null(Write(session, UploadEventKind.FileRemoved).Json["data"]!["transfer"]);
    }

    [Fact]
    public void A_late_event_tells_of_the_transfer_what_an_early_one_told()
    {
        var completed = Completed() with { Counted = TransferCounts.Of(NetworkCounters.Zero) };
        var removed = completed.MoveTo(UploadState.Removed, ManualTimeProvider.DefaultStart.AddHours(5));
        Assert.Equal(
            Write(completed, UploadEventKind.Completed).Json.ToJsonString(), Write(removed, UploadEventKind.Completed).Json.ToJsonString());
    }

    [Fact]
    public void A_reader_of_the_specification_reads_it()
    {
        var (message, _) = Write(Completed(), UploadEventKind.Completed);
        var read = new JsonEventFormatter().DecodeStructuredModeMessage(message.Body, null, null);
        Assert.True(read.IsValid);
        Assert.Equal((message.Id, message.Type, message.At), (read.Id, read.Type, read.Time));
        Assert.Equal(CloudEventsSpecVersion.V1_0, read.SpecVersion);
    }

    [Fact]
    public void An_upload_that_was_started_has_no_end_no_digests_and_no_file()
    {
        var (_, json) = Write(SampleSession.Open(Id) with { LengthBytes = null }, UploadEventKind.Started);
        Assert.Equal(
            ["contentType", "fileName", "key", "metadata", "role", "startedAt"],
            json["data"]!.AsObject().Select(member => member.Key).Order());
    }

    [Fact]
    public void What_was_rejected_says_why()
    {
        var session = SampleSession.Open(Id).MoveTo(UploadState.Rejected, ManualTimeProvider.DefaultStart) with
        {
            RejectedBecause = RejectionReasons.FileDigestMismatch,
        };
        var (_, json) = Write(session, UploadEventKind.Rejected);
        Assert.Equal("file-digest-mismatch", (string?)json["data"]!["reason"]);
        Assert.Null(json["data"]!["blobUrl"]);
    }

    [Theory]
    [InlineData(UploadEventKind.Started)]
    [InlineData(UploadEventKind.Completed)]
    [InlineData(UploadEventKind.FileRemoved)]
    public void No_event_has_the_id_that_lets_one_write(UploadEventKind kind)
    {
        var (message, json) = Write(Completed(), kind);
        Assert.DoesNotContain(Id.Value, message + json.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_largest_names_and_metadata_fit_into_a_message_of_a_queue()
    {
        var session = Completed() with
        {
            FileName = new string('é', 255),
            ContentType = "application/" + new string('x', 243),
            Metadata = new Dictionary<string, string> { ["k"] = new string('\u0001', 4095) },
            Owner = OwnerKey.Of("issuer", "subject"),
            BlobName = NameOf(string.Concat(Enumerable.Repeat("語", 1024))),
        };
        Assert.InRange(Write(session, UploadEventKind.Completed).Message.Body.Length, 1, QueueEventSink.MaxBytes);
    }

    private static BlobName NameOf(string text) =>
        BlobName.TryParse(text, out var name, out var broken) ? name : throw new ArgumentException(broken, nameof(text));

    private static UploadSession Completed()
    {
        var block = SampleBlock.Of(0, 100);
        return SampleSession.Committing(Id, [block.Id]).MoveTo(UploadState.Completed, ManualTimeProvider.DefaultStart.AddHours(1));
    }

    private static (Core.Ports.EventMessage Message, JsonNode Json) Write(UploadSession session, UploadEventKind kind)
    {
        var message = Writer.Write(
            session, new SessionEvent(2, kind, ManualTimeProvider.DefaultStart.AddHours(1), new EventEntryKey("one", Id, 1)));
        return (message, JsonNode.Parse(message.Body.Span)!);
    }
}
