using SmartTransfer.Core.Concatenation;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Core.Tests.Concatenation;

/// <summary>Bytes that are copied count among a client's bytes of the day as if it had sent them.</summary>
public sealed class CopiedBytesTests : ConcatenationTest
{
    private const long BytesADay = 6_000;

    private static readonly ClientKey Payer = SampleClient.Key(1);

    private readonly World _world = new(new ServiceOptions
    {
        Streams = new StreamOptions { BlockBytes = 1_000 },
        ClientLimits = new ClientLimitsOptions { MaxBytesPerDay = BytesADay },
    });

    [Fact]
    public async Task A_part_named_often_is_charged_as_often_and_refused_when_the_day_is_used_up()
    {
        var head = await PartialAsync(_world, Head);

        Assert.Null((await TryStartAsync(head, head)).Failure);
        var sessions = _world.Storage.SessionRows.Count;
        var refused = (await TryStartAsync(head)).Failure!;
        Assert.Equal("too-many-bytes", refused.Code);
        Assert.NotNull(refused.RetryAfter);
        Assert.Equal(sessions, _world.Storage.SessionRows.Count);

        _world.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Null((await TryStartAsync(head)).Failure);
    }

    [Fact]
    public async Task More_than_a_days_bytes_are_refused_for_good()
    {
        var head = await PartialAsync(_world, Head);

        Assert.Equal("body-over-daily-limit", (await TryStartAsync(head, head, head)).Failure?.Code);
    }

    [Fact]
    public async Task What_was_refused_after_it_was_charged_is_given_back()
    {
        var head = await PartialAsync(_world, Head);
        for (var n = 0; n < 10; n++)
        {
            Assert.Equal("file-name-invalid", (
                await _world.One.StartFinal.RunAsync(WantedOf(head) with { FileName = "a/b" }, World.None)).Failure?.Code);
        }

        Assert.Null((await TryStartAsync(head, head)).Failure);
    }

    [Fact]
    public async Task What_is_longer_than_the_application_allows_does_not_start_and_is_not_charged()
    {
        var head = await PartialAsync(_world, Head);
        var sessions = _world.Storage.SessionRows.Count;
        for (var n = 0; n < 10; n++)
        {
            Assert.Equal("length-too-large", (
                await _world.One.StartFinal.RunAsync(WantedOf(head) with { MaxBytes = 2_499 }, World.None)).Failure?.Code);
        }

        Assert.Equal(sessions, _world.Storage.SessionRows.Count);
        Assert.Null((await _world.One.StartFinal.RunAsync(WantedOf(head) with { MaxBytes = 2_500 }, World.None)).Failure);
    }

    [Fact]
    public async Task A_length_that_is_known_later_is_charged_then_once_and_waits_for_the_next_day_where_it_must()
    {
        var (head, tail) = (await PartialAsync(_world, Head), await StartPartialAsync(_world, Tail, deferred: true));
        var id = (await TryStartAsync(head, tail)).Value.Session.Id;
        Assert.Null((await TryStartAsync(head, head)).Failure);
        await _world.One.Append.RunAsync(Tail.Rest(tail, 0) with { DeclaredLengthBytes = Tail.Bytes.Length }, World.None);

        Assert.Equal(ConcatenationStep.Waiting, await StepOfAsync(id));
        Assert.Equal((Payer, null), (_world.Session(id).Payer, _world.Session(id).LengthBytes));

        _world.Clock.Advance(TimeSpan.FromHours(25));
        Assert.Equal(ConcatenationStep.Completed, await StepOfAsync(id));
        AssertFileIsThere(_world, id, Whole);
        Assert.Null(_world.Session(id).Payer);

        // 3,600 of 6,000 are charged to this day.
        var small = await PartialAsync(_world, TestFile.OfLength(2_400));
        Assert.Null((await TryStartAsync(small)).Failure);
        Assert.Equal("too-many-bytes", (await TryStartAsync(small)).Failure?.Code);
    }

    [Fact]
    public async Task A_length_that_turns_out_to_be_more_than_a_days_bytes_is_rejected()
    {
        var (head, tail) = (await PartialAsync(_world, Head), await StartPartialAsync(_world, Tail, deferred: true));
        var id = (await TryStartAsync(head, head, tail)).Value.Session.Id;
        await _world.One.Append.RunAsync(Tail.Rest(tail, 0) with { DeclaredLengthBytes = Tail.Bytes.Length }, World.None);

        Assert.Equal("upload-rejected", (await _world.One.Concatenate.RunAsync(id, Ample, World.None)).Failure?.Code);

        Assert.Equal("length-too-large", _world.Session(id).RejectedBecause);
    }

    [Fact]
    public async Task Another_write_that_comes_first_charges_nothing_twice()
    {
        var tail = await StartPartialAsync(_world, Tail, deferred: true);
        var id = (await TryStartAsync(tail, tail)).Value.Session.Id;
        await _world.One.Append.RunAsync(Tail.Rest(tail, 0) with { DeclaredLengthBytes = Tail.Bytes.Length }, World.None);
        _world.Sabotage.LosesRaces = true;
        Assert.Equal("upload-busy", (await _world.One.Concatenate.RunAsync(id, Ample, World.None)).Failure?.Code);
        _world.Sabotage.LosesRaces = false;

        Assert.Equal(ConcatenationStep.Completed, await StepOfAsync(id));

        var small = await PartialAsync(_world, TestFile.OfLength(3_800));
        Assert.Null((await TryStartAsync(small)).Failure);
    }

    [Fact]
    public async Task Without_a_payer_nothing_is_charged()
    {
        var head = await PartialAsync(_world, Head);

        Assert.Null((await TryStartFinalAsync(_world, head, head, head)).Failure);

        Assert.Equal(0, _world.Storage.Calls.Of(StorageOperation.WriteAllowance));
    }

    private static NewUpload WantedOf(params UploadId[] parts) =>
        new("whole.bin", null, null, ExpectedDigests.None, new Dictionary<string, string>()) { Parts = parts, Payer = Payer };

    private Task<Outcome<UploadStatus>> TryStartAsync(params UploadId[] parts) =>
        _world.One.StartFinal.RunAsync(WantedOf(parts), World.None);

    private async Task<ConcatenationStep> StepOfAsync(UploadId id) =>
        (await _world.One.Concatenate.RunAsync(id, Ample, World.None)).Value.Step;
}
