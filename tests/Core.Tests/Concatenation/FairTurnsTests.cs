using Moq;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Core.Tests.Concatenation;

/// <summary>Final uploads keep nobody waiting: neither the uploads that have expired, nor one another.</summary>
public sealed class FairTurnsTests : ConcatenationTest
{
    private static readonly TestFile Large = TestFile.OfLength(60_000);

    [Fact]
    public async Task Final_uploads_do_not_fill_a_run_of_the_sweep()
    {
        var world = new World(new ServiceOptions { Sweep = new SweepOptions { MaxSessionsPerRun = 4 } });
        for (var n = 0; n < 6; n++)
        {
            await StartFinalAsync(world, await StartPartialAsync(world, Head));
        }

        var expired = await world.StageAllAsync(Head, chunkBytes: 500);
        world.Clock.Advance(TimeSpan.FromHours(28));

        for (var run = 0; run < 3; run++)
        {
            await world.One.Sweep.RunAsync(World.None);
        }

        Assert.Equal(UploadState.Expired, world.Session(expired).State);
    }

    [Fact]
    public async Task The_sweep_does_no_work_of_final_uploads_but_to_pass_them_on()
    {
        var id = await StartFinalOfBothAsync(TheWorld);
        var later = ExpiryHour.Of(TheWorld.Clock.GetUtcNow());
        await TheWorld.Storage.Expiries.RemoveAsync(new ExpiryEntry(ExpiryHour.Concatenations, id), World.None);
        await TheWorld.Storage.Expiries.FileAsync(new ExpiryEntry(later, id) { Failures = 3 }, World.None);
        TheWorld.Clock.Advance(TimeSpan.FromHours(1));
        TheWorld.Storage.Calls.Reset();

        await TheWorld.One.Sweep.RunAsync(World.None);

        Assert.Contains(new ExpiryEntry(ExpiryHour.Concatenations, id) { Failures = 3 }, TheWorld.Storage.ExpiryRows);
        Assert.DoesNotContain(TheWorld.Storage.ExpiryRows, entry => entry.Id == id && entry.Hour == later);
        Assert.Equal(1, TheWorld.Storage.Calls.Of(StorageOperation.FindSession));
        Assert.Equal(0, TheWorld.Storage.Calls.Of(StorageOperation.ListBlocks));
    }

    [Fact]
    public async Task Large_ones_take_turns_with_the_others_of_a_run()
    {
        var part = await PartialAsync(TheWorld, TestFile.OfLength(400_000));
        var large = new List<UploadId>();
        for (var n = 0; n < 6; n++)
        {
            large.Add(await StartFinalAsync(TheWorld, part));
        }

        var small = await StartFinalOfBothAsync(TheWorld);
        var slow = TheWorld.NewInstance(Slow(TimeSpan.FromSeconds(2)));

        // Each large one takes thirteen minutes, and a run four: the first four alone would fill both runs.
        await slow.Continue.RunAsync(World.None);
        await slow.Continue.RunAsync(World.None);

        AssertFileIsThere(TheWorld, small, Whole);
        Assert.All(large, id => Assert.NotEmpty(TheWorld.Storage.StagedBlocks(id)));
    }

    [Fact]
    public async Task Who_waited_longest_is_first_in_the_next_run()
    {
        var part = await PartialAsync(TheWorld, Large);
        var all = new List<UploadId>();
        for (var n = 0; n < 40; n++)
        {
            all.Add(await StartFinalAsync(TheWorld, part));
            TheWorld.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        // A block takes longer than a slice, so a run of four minutes copies some eight.
        var slow = TheWorld.NewInstance(Slow(TimeSpan.FromSeconds(31)));
        var runs = 0;
        for (; all.Any(id => TheWorld.Storage.StagedBlocks(id).Count == 0); runs++)
        {
            Assert.InRange(runs, 0, 20);
            await slow.Continue.RunAsync(World.None);
        }

        Assert.InRange(all.Max(id => TheWorld.Storage.StagedBlocks(id).Count), 1, 40);
    }

    [Fact]
    public async Task One_whose_parts_take_longer_to_look_at_than_a_turn_lasts_comes_to_its_end()
    {
        var id = await StartFinalOfBothAsync(TheWorld);
        var slow = TheWorld.NewInstance(Slow(TimeSpan.FromSeconds(31), perList: TimeSpan.FromSeconds(40)));

        for (var run = 0; run < 5; run++)
        {
            await slow.Continue.RunAsync(World.None);
        }

        AssertFileIsThere(TheWorld, id, Whole);
    }

    /// <summary>Storage that takes so long to copy a block, and to list the blocks of an upload.</summary>
    private StoragePorts Slow(TimeSpan perBlock, TimeSpan perList = default)
    {
        var inner = TheWorld.Storage.Blocks;
        var blocks = new Mock<IBlockStore>();
        blocks.Setup(store => store.ListAsync(It.IsAny<UploadBlob>(), It.IsAny<CancellationToken>())).Returns(
            (UploadBlob blob, CancellationToken token) =>
            {
                TheWorld.Clock.Advance(perList);
                return inner.ListAsync(blob, token);
            });
        blocks.Setup(store => store.TryCopyAsync(
            It.IsAny<UploadBlob>(), It.IsAny<long>(), It.IsAny<UploadBlob>(), It.IsAny<BlockId>(), It.IsAny<CancellationToken>())).Returns(
            (UploadBlob source, long offset, UploadBlob target, BlockId block, CancellationToken token) =>
            {
                TheWorld.Clock.Advance(perBlock);
                return inner.TryCopyAsync(source, offset, target, block, token);
            });
        return TheWorld.Storage.Ports with { Blocks = blocks.Object };
    }
}
