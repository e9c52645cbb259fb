using SmartTransfer.Core.Options;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Service;

namespace SmartTransfer.Core.Tests.Concatenation;

/// <summary>How long partial and final uploads are kept. The sweep comes by every hour.</summary>
public sealed class PartLifetimeTests : ConcatenationTest
{
    [Fact]
    public async Task A_complete_part_is_kept_for_seven_days_and_then_gone_with_its_file()
    {
        var head = await PartialAsync(TheWorld, Head);

        await SweepHourlyAsync(TimeSpan.FromHours(167));
        AssertFileIsThere(TheWorld, head, Head.Bytes);
        await SweepHourlyAsync(TimeSpan.FromHours(2));
        Assert.Equal(UploadState.Expired, TheWorld.Session(head).State);
        Assert.Empty(TheWorld.Storage.BlobIds);
        await SweepHourlyAsync(TimeSpan.FromHours(3));

        Assert.Equal(0, TheWorld.ThingsStored);
    }

    [Fact]
    public async Task A_part_of_a_complete_whole_goes_a_day_later_and_the_whole_stays()
    {
        var id = await StartFinalOfBothAsync(TheWorld);
        await GoOnAsync(id);

        await SweepHourlyAsync(TimeSpan.FromHours(23));
        Assert.Equal(3, TheWorld.Storage.BlobIds.Count);
        await SweepHourlyAsync(TimeSpan.FromHours(9));

        Assert.Equal([id], TheWorld.Storage.SessionRows.Select(session => session.Id));
        AssertFileIsThere(TheWorld, id, Whole);
        Assert.Empty(TheWorld.Storage.ExpiryRows);
    }

    [Fact]
    public async Task A_whole_waits_as_long_as_its_parts_live()
    {
        var (head, tail) = (await PartialAsync(TheWorld, Head), await StartPartialAsync(TheWorld, Tail));
        var id = await StartFinalAsync(TheWorld, head, tail);
        for (var day = 0; day < 6; day++)
        {
            await SweepHourlyAsync(TimeSpan.FromHours(20));
            await TheWorld.One.Append.RunAsync(Tail.Rest(tail, day * 100, new MemoryStream(Tail.Slice(day * 100, 100))), World.None);
            Assert.Equal(UploadState.Open, TheWorld.Session(id).State);
        }

        await TheWorld.One.Append.RunAsync(Tail.Rest(tail, 600), World.None);
        await SweepHourlyAsync(TimeSpan.FromHours(2));

        AssertFileIsThere(TheWorld, id, Whole);
    }

    [Fact]
    public async Task A_whole_ends_when_a_part_expires_and_nothing_is_left()
    {
        var (head, tail) = (await PartialAsync(TheWorld, Head), await StartPartialAsync(TheWorld, Tail));
        await StartFinalAsync(TheWorld, head, tail);

        await SweepHourlyAsync(TimeSpan.FromDays(9));

        Assert.Equal(0, TheWorld.ThingsStored);
    }

    [Fact]
    public async Task The_hourly_sweep_leaves_the_copying_to_the_timer_that_is_there_for_it()
    {
        var world = NewWorld(new ConcatenationOptions { Parallelism = 1 });
        var id = await StartFinalOfBothAsync(world);

        await world.One.Sweep.RunAsync(World.None);
        Assert.Empty(world.Storage.StagedBlocks(id));
        await world.One.Continue.RunAsync(World.None);

        AssertFileIsThere(world, id, Whole);
    }

    private async Task SweepHourlyAsync(TimeSpan time)
    {
        for (var until = TheWorld.Clock.GetUtcNow() + time; TheWorld.Clock.GetUtcNow() < until;)
        {
            TheWorld.Clock.Advance(TimeSpan.FromHours(1));
            await TheWorld.One.Continue.RunAsync(World.None);
            await TheWorld.One.Sweep.RunAsync(World.None);
        }
    }
}
