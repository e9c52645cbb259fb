using SmartTransfer.Core.Concatenation;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Service;

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
    public async Task A_part_with_conflicting_contents_is_waited_for()
    {
        var head = await StartPartialAsync(TheWorld, Head);
        await TheWorld.One.Stage.RunAsync(Head.Chunk(head, 0, 2_500), World.None);
        await TheWorld.One.Stage.RunAsync(TestFile.OfLength(2_500, seed: 9).Chunk(head, 0, 2_500), World.None);
        var id = await StartFinalAsync(TheWorld, head);

        Assert.Equal(ConcatenationStep.Waiting, await GoOnAsync(id));
    }
}
