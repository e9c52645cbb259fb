using SmartTransfer.Core.Concatenation;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Core.Tests.Concatenation;

/// <summary>Parts that cannot be used, or not any more.</summary>
public sealed class LostPartsTests : ConcatenationTest
{
    [Fact]
    public async Task What_is_not_there_not_partial_or_has_ended_is_refused_and_nothing_is_started()
    {
        var (head, cancelled, single) = (
            await PartialAsync(TheWorld, Head), await StartPartialAsync(TheWorld, Tail), await TheWorld.StartAsync(Tail));
        await TheWorld.One.Cancel.RunAsync(cancelled, World.None);
        var final = await StartFinalAsync(TheWorld, head);
        var before = TheWorld.ThingsStored;

        foreach (var unusable in new[] { UploadId.FromBytes(new byte[16]), cancelled, single, final })
        {
            var failure = (await TryStartFinalAsync(TheWorld, head, unusable)).Failure;
            Assert.Equal("partial-unusable", failure?.Code);
            Assert.Equal(2L, failure!.Facts["got"]);
        }

        Assert.Equal(before, TheWorld.ThingsStored);
    }

    [Fact]
    public async Task A_whole_that_would_be_too_long_is_refused()
    {
        var world = new World(new ServiceOptions { Limits = new LimitOptions { MaxFileBytes = 3_000 } });
        var head = await PartialAsync(world, Head);

        Assert.Equal("length-too-large", (await TryStartFinalAsync(world, head, head)).Failure?.Code);
    }

    [Fact]
    public async Task A_whole_that_becomes_too_long_is_rejected()
    {
        var world = new World(new ServiceOptions { Limits = new LimitOptions { MaxFileBytes = 3_000 } });
        var (head, tail) = (await PartialAsync(world, Head), await StartPartialAsync(world, Tail, deferred: true));
        var id = await StartFinalAsync(world, head, tail);
        await world.One.Declare.RunAsync(tail, Tail.Bytes.Length, 0, World.None);

        Assert.Equal("upload-rejected", (await world.One.Concatenate.RunAsync(id, Ample, World.None)).Failure?.Code);

        Assert.Equal((UploadState.Rejected, "length-too-large"), (world.Session(id).State, world.Session(id).RejectedBecause));
    }

    [Fact]
    public async Task A_part_that_is_given_up_takes_the_whole_with_it()
    {
        var (head, tail) = (await PartialAsync(TheWorld, Head), await StartPartialAsync(TheWorld, Tail));
        var id = await StartFinalAsync(TheWorld, head, tail);
        await TheWorld.One.Cancel.RunAsync(tail, World.None);

        Assert.Equal("upload-rejected", (await TheWorld.One.Concatenate.RunAsync(id, Ample, World.None)).Failure?.Code);

        Assert.Equal((UploadState.Rejected, "part-lost"), (TheWorld.Session(id).State, TheWorld.Session(id).RejectedBecause));
        Assert.DoesNotContain(id, TheWorld.Storage.BlobIds);
        AssertFileIsThere(TheWorld, head, Head.Bytes);
    }

    [Fact]
    public async Task A_part_whose_blob_somebody_removed_takes_the_whole_with_it()
    {
        var (head, tail) = (await PartialAsync(TheWorld, Head), await PartialAsync(TheWorld, Tail));
        var id = await StartFinalAsync(TheWorld, head, tail);
        await TheWorld.Storage.Commits.DiscardAsync(tail, World.None);

        Assert.Equal("upload-rejected", (await TheWorld.One.Concatenate.RunAsync(id, Ample, World.None)).Failure?.Code);
    }

    [Fact]
    public async Task Bytes_that_changed_in_storage_are_never_part_of_a_file()
    {
        var id = await StartFinalOfBothAsync(TheWorld);
        TheWorld.Storage.CopiesBlocks = false;
        var tampered = TheWorld.NewInstance(TheWorld.Storage.Ports with { Contents = new TamperedContents(TheWorld.Storage.Contents) });

        Assert.Equal("upload-rejected", (await tampered.Concatenate.RunAsync(id, Ample, World.None)).Failure?.Code);

        Assert.Null(TheWorld.Storage.CommittedBytes(id));
        Assert.Equal(0, tampered.Budget.Held);
    }

    [Fact]
    public async Task A_part_named_so_often_that_its_chunks_are_too_many_is_refused_and_nothing_is_read_or_started()
    {
        // As in the attack: 1,000 times the same part of 18,000 blocks would be 18 million.
        var head = await PartialAsync(TheWorld, Head);
        var part = TheWorld.Session(head);
        await TheWorld.Storage.Sessions.ReplaceAsync(part with { File = part.File! with { ChunkCount = 18_000 } }, World.None);
        var before = TheWorld.ThingsStored;
        TheWorld.Storage.Calls.Reset();

        var failure = (await TryStartFinalAsync(TheWorld, [.. Enumerable.Repeat(head, 1_000)])).Failure!;

        Assert.Equal("too-many-part-chunks", failure.Code);
        Assert.Equal((18_000_000L, 200_000L), (failure.Facts["got"], failure.Facts["want"]));
        Assert.Equal("FindSession 1", TheWorld.Storage.Calls.ToString());
        Assert.Equal(before, TheWorld.ThingsStored);
    }

    [Fact]
    public async Task Parts_whose_chunks_turn_out_to_be_too_many_are_rejected_before_their_block_lists_are_read()
    {
        var head = await StartPartialAsync(TheWorld, Head);
        var id = await StartFinalAsync(TheWorld, [.. Enumerable.Repeat(head, 1_000)]);
        await TheWorld.One.Append.RunAsync(Head.Rest(head, 0), World.None);
        var part = TheWorld.Session(head);
        await TheWorld.Storage.Sessions.ReplaceAsync(part with { File = part.File! with { ChunkCount = 201 } }, World.None);
        TheWorld.Storage.Calls.Reset();

        Assert.Equal("upload-rejected", (await TheWorld.One.Concatenate.RunAsync(id, Ample, World.None)).Failure?.Code);

        Assert.Equal("too-many-chunks", TheWorld.Session(id).RejectedBecause);
        Assert.Equal(0, TheWorld.Storage.Calls.Of(StorageOperation.ListBlocks));
    }

    [Fact]
    public async Task As_many_parts_as_are_allowed_make_a_file_and_one_more_is_refused()
    {
        var one = await PartialAsync(TheWorld, TestFile.OfLength(1));
        var id = await StartFinalAsync(TheWorld, [.. Enumerable.Repeat(one, 1_000)]);

        Assert.Equal(ConcatenationStep.Completed, await GoOnAsync(id));
        Assert.Equal(1_000, TheWorld.Storage.CommittedBytes(id)!.Length);
        Assert.Equal("too-many-parts", (await TryStartFinalAsync(TheWorld, [.. Enumerable.Repeat(one, 1_001)])).Failure?.Code);
    }

    [Fact]
    public async Task A_part_with_conflicting_contents_is_waited_for()
    {
        var head = await StartPartialAsync(TheWorld, Head);
        await TheWorld.One.Stage.RunAsync(Head.Chunk(head, 0, 2_500), World.None);
        await TheWorld.One.Stage.RunAsync(TestFile.OfLength(2_500, seed: 9).Chunk(head, 0, 2_500), World.None);
        var id = await StartFinalAsync(TheWorld, head);

        Assert.Equal(ConcatenationStep.Waiting, await GoOnAsync(id));
    }

    [Fact]
    public async Task A_part_is_not_completed_with_what_was_staged_behind_a_block_that_never_came()
    {
        // Of an earlier version of the part only the second block was stored; of the later one the first.
        var (ones, twos) = (TestFile.OfLength(2_000, seed: 3), TestFile.OfLength(2_000, seed: 4));
        var part = await StartPartialAsync(TheWorld, twos);
        var stray = BlockId.ForLinear(
            new LineagePoint(1_000, Digests.Of(ones.Slice(0, 1_000)).Crc64, 0), Digests.Of(ones.Slice(1_000, 1_000)));
        await TheWorld.Storage.Blocks.StageAsync(part, stray, new(ones.Slice(1_000, 1_000)), World.None);
        Assert.Null((await TheWorld.One.Append.RunAsync(
            twos.Rest(part, 0, new MemoryStream(twos.Slice(0, 1_000))), World.None)).Failure);

        var final = await StartFinalAsync(TheWorld, part, await PartialAsync(TheWorld, Tail));
        await GoOnAsync(final);

        Assert.Equal(UploadState.Open, TheWorld.Session(part).State);
        Assert.Equal("chunks-conflict", (await TheWorld.One.Complete.RunAsync(part, CompletionRequest.Plain, World.None)).Failure?.Code);
        Assert.Null((await TheWorld.One.Append.RunAsync(twos.Rest(part, 1_000), World.None)).Failure);
        while (await GoOnAsync(final) is not ConcatenationStep.Completed)
        {
        }

        AssertFileIsThere(TheWorld, final, [.. twos.Bytes, .. Tail.Bytes]);
    }
}
