using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Testing.Saboteurs;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Core.Tests.Streams;

public sealed class AppendStreamTests : StreamTest
{
    [Theory]
    [InlineData(null)]
    [InlineData(10_500L)]
    public async Task A_body_of_the_whole_file_becomes_the_file(long? announced)
    {
        var id = await StartAsync();

        var position = await AppendAsync(File.Rest(id, 0, announced: announced));

        Assert.Equal(
            (UploadState.Completed, 10_500, (DateTimeOffset?)null), (position.Session.State, position.OffsetBytes, position.ExpiresAt));
        AssertFileIsThere(id);
    }

    [Fact]
    public async Task A_body_that_arrives_in_dribs_and_drabs_is_cut_into_whole_blocks()
    {
        var id = await StartAsync();

        await AppendAsync(File.Rest(id, 0, new DribblingStream(File.Slice(0, 4_200), seed: 1)));

        Assert.Equal([1_000, 1_000, 1_000, 1_000, 200], StagedBlocks(id).Select(block => block.Length));
    }

    [Fact]
    public async Task A_body_that_goes_on_where_the_instance_left_off_costs_one_call_a_block()
    {
        var id = await StartAsync();
        await AppendAsync(Part(id, 0, 3_000));
        TheWorld.Storage.Calls.Reset();

        await AppendAsync(Part(id, 3_000, 4_000));

        Assert.Equal((4, 4), (TheWorld.Storage.Calls.Of(StorageOperation.StageBlock), TheWorld.Storage.Calls.Total));
    }

    [Fact]
    public async Task Another_instance_asks_the_block_list_once()
    {
        var id = await StartAsync();
        await AppendAsync(Part(id, 0, 3_000));
        var other = TheWorld.NewInstance();
        TheWorld.Storage.Calls.Reset();

        Assert.Equal(5_000, (await AppendAsync(Part(id, 3_000, 2_000), other)).OffsetBytes);
        Assert.Equal(7_000, (await AppendAsync(Part(id, 5_000, 2_000), other)).OffsetBytes);

        Assert.Equal(1, TheWorld.Storage.Calls.Of(StorageOperation.ListBlocks));
    }

    [Fact]
    public async Task An_instance_that_was_overtaken_by_another_finds_out_from_the_block_list()
    {
        var id = await StartAsync();
        await AppendAsync(Part(id, 0, 2_000));
        await AppendAsync(Part(id, 2_000, 2_000), TheWorld.NewInstance());

        Assert.Equal(6_000, (await AppendAsync(Part(id, 4_000, 2_000))).OffsetBytes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_999)]
    [InlineData(2_001)]
    [InlineData(10_500)]
    public async Task A_body_that_begins_elsewhere_is_told_where_to_begin_and_is_not_read(int offset)
    {
        var id = await StartAsync();
        await AppendAsync(Part(id, 0, 2_000));

        var failure = (await TheWorld.One.Append.RunAsync(File.Rest(id, offset, new UntouchableStream()), World.None)).Failure;

        Assert.Equal("offset-mismatch", failure?.Code);
        Assert.Equal((2_000L, (long)offset), (failure!.Facts["want"], failure.Facts["got"]));
        Assert.Equal(2, StagedBlocks(id).Count);
    }

    [Fact]
    public async Task A_body_of_no_bytes_changes_nothing()
    {
        var id = await StartAsync();
        await AppendAsync(Part(id, 0, 2_000));

        Assert.Equal(2_000, (await AppendAsync(Part(id, 2_000, 0))).OffsetBytes);
        Assert.Equal(2, StagedBlocks(id).Count);
    }

    [Fact]
    public async Task A_body_announced_to_reach_past_the_end_is_refused_unread()
    {
        var id = await StartAsync();

        Assert.Equal("stream-past-end", await RefusalAsync(File.Rest(id, 0, new UntouchableStream(), announced: 10_501)));
        Assert.Empty(TheWorld.Storage.BlobIds);
    }

    [Fact]
    public async Task A_body_that_turns_out_to_reach_past_the_end_does_not_become_the_file()
    {
        var id = await StartAsync();

        Assert.Equal("stream-past-end", await RefusalAsync(File.Rest(id, 0, new LongStream(File.Bytes, 1))));

        Assert.Equal(10_000, await OffsetAsync(id));
        Assert.Null(TheWorld.Storage.CommittedBytes(id));
    }

    [Fact]
    public async Task What_is_complete_takes_no_more_bytes_and_says_so()
    {
        var id = await StartAsync();
        await AppendAsync(File.Rest(id, 0));

        Assert.Equal(10_500, (await AppendAsync(Part(id, 10_500, 0))).OffsetBytes);
        Assert.Equal("stream-past-end", await RefusalAsync(File.Rest(id, 10_500, new LongStream([], 1))));
        Assert.Equal("offset-mismatch", await RefusalAsync(Part(id, 0, 100)));
        AssertFileIsThere(id);
    }

    [Fact]
    public async Task An_upload_that_is_not_there_or_has_ended_takes_nothing()
    {
        Assert.Equal("upload-not-found", await RefusalAsync(File.Rest(new SequentialUploadIds().Next(), 0, new UntouchableStream())));
        var id = await StartAsync();
        await TheWorld.One.Cancel.RunAsync(id, World.None);
        Assert.Equal("upload-cancelled", await RefusalAsync(File.Rest(id, 0, new UntouchableStream())));
        id = await StartAsync();
        TheWorld.Clock.Advance(TimeSpan.FromHours(24));
        Assert.Equal("upload-expired", await RefusalAsync(File.Rest(id, 0, new UntouchableStream())));
    }

    [Fact]
    public async Task A_body_keeps_its_upload_alive()
    {
        var id = await StartAsync();
        TheWorld.Clock.Advance(TimeSpan.FromHours(20));

        var position = await AppendAsync(Part(id, 0, 1_000));

        Assert.Equal(TheWorld.Clock.GetUtcNow().AddHours(24), position.ExpiresAt);
    }

    [Fact]
    public async Task An_upload_that_is_cancelled_in_mid_body_takes_no_more_blocks()
    {
        var id = await StartAsync();
        var body = new HookedStream(File.Bytes, 5_000, async () =>
        {
            await TheWorld.NewInstance().Cancel.RunAsync(id, World.None);
            TheWorld.Clock.Advance(TimeSpan.FromSeconds(6));
        });

        Assert.Equal("upload-cancelled", await RefusalAsync(File.Rest(id, 0, body)));
        Assert.InRange(StagedBlocks(id).Count, 0, 1);
    }

    [Fact]
    public async Task Chunks_of_the_native_API_and_bodies_make_one_file()
    {
        var id = await StartAsync();
        await AppendAsync(Part(id, 0, 3_500));
        Assert.Null((await TheWorld.One.Stage.RunAsync(File.Chunk(id, 3_500, 4_000), World.None)).Failure);
        Assert.Equal(7_500, await OffsetAsync(id));

        await AppendAsync(Part(id, 7_500, 3_000));

        AssertFileIsThere(id);
    }

    [Fact]
    public async Task A_body_ends_at_the_next_chunk_that_is_there_already_and_the_offset_jumps_over_it()
    {
        var id = await StartAsync();
        await TheWorld.One.Stage.RunAsync(File.Chunk(id, 2_000, 3_000), World.None);

        await AppendAsync(Part(id, 0, 2_000));

        Assert.Equal(5_000, await OffsetAsync(id));
    }

    [Fact]
    public async Task What_an_instance_left_complete_but_not_committed_is_completed_by_whoever_asks_where_it_stands()
    {
        var id = await StartAsync();
        TheWorld.Sabotage.FailOperation(StorageOperation.CommitBlocks, FaultTiming.BeforeEffect);
        await Assert.ThrowsAsync<Core.Ports.StorageUnavailableException>(() => TheWorld.One.Append.RunAsync(File.Rest(id, 0), World.None));

        Assert.Equal(10_500, await OffsetAsync(id));
        AssertFileIsThere(id);
    }

    [Fact]
    public async Task Blocks_that_were_all_staged_by_an_instance_that_died_are_completed_by_a_body_of_no_bytes()
    {
        var id = await StartAsync();
        foreach (var chunk in File.Chunks(id, 1_000))
        {
            await TheWorld.One.Stage.RunAsync(chunk, World.None);
        }

        Assert.Equal(UploadState.Completed, (await AppendAsync(Part(id, 10_500, 0), TheWorld.NewInstance())).Session.State);
        AssertFileIsThere(id);
    }

    [Fact]
    public async Task Storage_that_takes_no_more_blocks_is_a_failure_and_what_it_took_stays()
    {
        TheWorld.Storage.MaxStagedBlocks = 3;
        var id = await StartAsync();

        Assert.Equal("too-many-staged-chunks", await RefusalAsync(File.Rest(id, 0)));
        Assert.Equal(3_000, await OffsetAsync(id));
        Assert.Equal(0, TheWorld.One.Budget.Held);
    }

    [Fact]
    public async Task A_file_of_more_blocks_than_a_file_can_have_is_refused_when_its_rest_would_not_fit()
    {
        var id = (await TheWorld.One.Start.RunAsync(File.Wanted() with { LengthBytes = 274_877_906_944 }, World.None)).Value.Session.Id;
        TheWorld.One.Prefixes.Learn(id, new(new(1_000, 0, 0), BlockLimits.MaxCommittedBlocks - 1));

        Assert.Equal("chunk-too-small", await RefusalAsync(Part(id, 1_000, 10)));
        Assert.Empty(TheWorld.Storage.BlobIds);
    }
}
