using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Streams;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Testing.Saboteurs;

namespace SmartTransfer.Core.Tests.Streams;

/// <summary>Uploads whose client says itself which body is the last (resumable uploads of the IETF).</summary>
public sealed class FlaggedEndTests : StreamTest
{
    [Fact]
    public async Task The_length_completes_nothing_whoever_asks_in_this_way()
    {
        var id = await StartAsync();
        var position = await AppendAsync(File.Rest(id, 0) with { End = FileEnd.Later });

        Assert.Equal((10_500, UploadState.Open), (position.OffsetBytes, position.Session.State));
        var asked = await AskAsync(id, TheWorld.NewInstance());
        Assert.Equal((10_500, UploadState.Open), (asked.OffsetBytes, asked.Session.State));

        await AppendAsync(Last(id, 10_500, 0), TheWorld.NewInstance());
        AssertFileIsThere(id);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_last_body_is_where_the_file_ends(bool isAnnounced)
    {
        var id = await StartWithoutLengthAsync();
        await AppendAsync(Part(id, 0, 3_300) with { End = FileEnd.Later });
        var last = Last(id, 3_300, 7_200);

        var position = await AppendAsync(isAnnounced ? last : last with { AnnouncedBytes = null }, TheWorld.NewInstance());

        Assert.Equal(10_500, position.Session.LengthBytes);
        AssertFileIsThere(id);
    }

    [Fact]
    public async Task A_last_body_that_is_cut_completes_nothing_and_its_length_is_known()
    {
        var id = await StartWithoutLengthAsync();
        var cut = Last(id, 0, 10_500) with { Body = new BrokenStream(File.Bytes, 4_400) };

        Assert.Equal(FailureCodes.StreamInterrupted, await RefusalAsync(cut));

        var asked = await AskAsync(id);
        Assert.Equal((4_400, 10_500, UploadState.Open), (asked.OffsetBytes, asked.Session.LengthBytes, asked.Session.State));
        await AppendAsync(Last(id, 4_400, 6_100));
        AssertFileIsThere(id);
    }

    [Fact]
    public async Task A_last_body_on_an_instance_that_missed_what_another_took_in_ends_nothing()
    {
        var id = await StartWithoutLengthAsync();
        var (one, other) = (TheWorld.One, TheWorld.NewInstance());
        await AppendAsync(Part(id, 0, 3_000) with { End = FileEnd.Later }, one);
        await AppendAsync(Part(id, 3_000, 3_000) with { End = FileEnd.Later }, other);

        Assert.Equal(FailureCodes.OffsetMismatch, await RefusalAsync(Last(id, 3_000, 0), one));
        Assert.Equal(6_000, (await AskAsync(id, one)).OffsetBytes);
    }

    [Fact]
    public async Task What_another_body_adds_while_the_last_one_is_on_its_way_is_not_cut_off()
    {
        var id = await StartWithoutLengthAsync();
        var held = new HeldStream(File.Slice(0, 3_000));
        var last = TheWorld.One.Append.RunAsync(Last(id, 0, 3_000) with { Body = held, AnnouncedBytes = null }, World.None);
        await held.WhenWaitedFor;
        await AppendAsync(Part(id, 0, 5_000) with { End = FileEnd.Later }, TheWorld.NewInstance());
        held.Release();

        Assert.Equal(FailureCodes.OffsetMismatch, (await last).Failure?.Code);
        Assert.Equal(5_000, (await AskAsync(id)).OffsetBytes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_past_the_end_ends_the_upload_and_discards_what_had_arrived(bool isAnnounced)
    {
        var id = await StartAsync();
        await AppendAsync(Part(id, 0, 3_300) with { End = FileEnd.Later });
        var more = new byte[7_201];

        var body = File.Rest(id, 3_300, new MemoryStream(more), isAnnounced ? 7_201 : null);
        var refusal = await RefusalAsync(body with { End = FileEnd.Later });

        Assert.Equal(FailureCodes.StreamPastEnd, refusal);
        Assert.Equal((UploadState.Rejected, RejectionReasons.PastEnd), (TheWorld.Session(id).State, TheWorld.Session(id).RejectedBecause));
        Assert.Empty(TheWorld.Storage.StagedBlocks(id));
        Assert.Equal(FailureCodes.UploadRejected, await RefusalAsync(Last(id, 3_300, 7_200)));
    }

    [Fact]
    public async Task A_body_past_the_end_of_a_file_that_is_there_changes_nothing()
    {
        var id = await StartAsync();
        await AppendAsync(Last(id, 0, 10_500));

        Assert.Equal(FailureCodes.StreamPastEnd, await RefusalAsync(
            File.Rest(id, 10_500, new MemoryStream([1])) with { End = FileEnd.WithBody }));
        AssertFileIsThere(id);
    }

    [Fact]
    public async Task Lengths_that_disagree_are_refused_before_a_byte_is_read()
    {
        var id = await StartAsync();

        Assert.Equal(FailureCodes.LengthFixed, await RefusalAsync(Last(id, 0, 10_499)));
        Assert.Equal(FailureCodes.LengthFixed, await RefusalAsync(Last(id, 0, 10_500) with { DeclaredLengthBytes = 10_501 }));
        Assert.Empty(StagedBlocks(id));
        await AppendAsync(Last(id, 0, 10_500));
        AssertFileIsThere(id);
    }

    [Fact]
    public async Task Where_two_contents_met_before_a_whole_file_the_last_body_still_completes_it()
    {
        var id = await StartAsync();
        await AppendAsync(Part(id, 0, 10_500) with { End = FileEnd.Later });
        var other = File.Bytes.ToArray();
        other[1_500] ^= 1;
        var zombie = File.Rest(id, 0, new BrokenStream(other, 2_000)) with { End = FileEnd.Later };
        var stale = TheWorld.NewInstance();
        _ = await stale.Append.RunAsync(zombie, World.None);

        var asked = await AskAsync(id, TheWorld.NewInstance());
        Assert.Equal(10_500, asked.OffsetBytes);
        await AppendAsync(Last(id, 10_500, 0), TheWorld.NewInstance());
        AssertFileIsThere(id);
    }

    [Fact]
    public async Task Digests_of_the_file_can_come_with_its_last_body()
    {
        var id = await StartWithoutLengthAsync();
        await AppendAsync(Part(id, 0, 3_300) with { End = FileEnd.Later });
        var wrong = Last(id, 3_300, 7_200) with { Expected = ExpectedDigests.None with { Sha256 = Sha256Digest.Of([1]) } };

        Assert.Equal(FailureCodes.FileDigestMismatch, await RefusalAsync(wrong));
        Assert.Equal(UploadState.Rejected, TheWorld.Session(id).State);
    }

    private Task<StreamPosition> AskAsync(UploadId id) => AskAsync(id, TheWorld.NewInstance());

    private static async Task<StreamPosition> AskAsync(UploadId id, ServiceInstance instance) =>
        (await instance.Position.WithoutCompletingAsync(id, World.None)).Value;

    private static AppendRequest Last(UploadId id, int offset, int length)
    {
        var body = new MemoryStream(File.Slice(offset, length), writable: false);
        return File.Rest(id, offset, body, announced: length) with { End = FileEnd.WithBody };
    }
}
