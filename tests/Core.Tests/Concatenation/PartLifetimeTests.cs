using SmartTransfer.Core.Concatenation;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Testing.Interleavings;
using SmartTransfer.Testing.Storage;

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
    public async Task A_part_is_kept_for_a_second_whole_that_still_waits_for_another()
    {
        var (head, tail) = (await PartialAsync(TheWorld, Head), await StartPartialAsync(TheWorld, Tail));
        var (first, second) = (await StartFinalAsync(TheWorld, head), await StartFinalAsync(TheWorld, head, tail));
        await GoOnAsync(first);

        await KeepOpenAsync(tail, days: 10);
        await TheWorld.One.Append.RunAsync(Tail.Rest(tail, 1_000), World.None);
        await SweepHourlyAsync(TimeSpan.FromHours(3));

        AssertFileIsThere(TheWorld, second, Whole);
        await SweepHourlyAsync(TimeSpan.FromDays(3));
        Assert.Equal([first, second], TheWorld.Storage.BlobIds);
        Assert.Empty(TheWorld.Storage.ExpiryRows);
    }

    [Fact]
    public async Task A_part_is_kept_while_the_whole_is_copied_however_long_that_takes()
    {
        var id = await StartFinalOfBothAsync(TheWorld);
        TheWorld.Storage.CopiesBlocks = false;
        var all = TheWorld.One.Options.Admission.MaxBytesInFlight;

        // For days there is no memory for it.
        Assert.True(TheWorld.One.Budget.TryTake(default, all));
        Assert.Equal(ConcatenationStep.Stuck, await GoOnAsync(id));
        for (var hour = 0; hour < 24 * 9; hour++)
        {
            TheWorld.Clock.Advance(TimeSpan.FromHours(1));
            await TheWorld.One.Sweep.RunAsync(World.None);
        }

        TheWorld.One.Budget.Give(default, all);
        Assert.Equal(ConcatenationStep.Completed, await GoOnAsync(id));
        AssertFileIsThere(TheWorld, id, Whole);
    }

    [Fact]
    public async Task A_part_goes_when_the_whole_that_waited_for_it_was_given_up()
    {
        var (head, tail) = (await PartialAsync(TheWorld, Head), await StartPartialAsync(TheWorld, Tail));
        var id = await StartFinalAsync(TheWorld, head, tail);
        await KeepOpenAsync(tail, days: 8);
        AssertFileIsThere(TheWorld, head, Head.Bytes);

        await TheWorld.One.Cancel.RunAsync(id, World.None);
        await TheWorld.One.Cancel.RunAsync(tail, World.None);
        await SweepHourlyAsync(TimeSpan.FromDays(3));

        Assert.Equal(0, TheWorld.ThingsStored);
    }

    [Fact]
    public Task A_part_that_a_whole_was_started_with_is_there_in_every_order_of_the_start_and_the_sweep() => Interleaving.ExploreAsync(
        async () =>
        {
            var world = NewWorld();
            var head = await PartialAsync(world, Head);
            world.Clock.Advance(TimeSpan.FromDays(8));
            Outcome<UploadStatus>? started = null;
            return new Scenario(
                world.Storage.Ports,
                [
                    storage => world.NewInstance(storage).Sweep.RunAsync(World.None),
                    async storage => started = await world.NewInstance(storage).StartFinal.RunAsync(WantedOf(head), World.None),
                ],
                async () =>
                {
                    if (started!.TryGet(out var status, out var refused))
                    {
                        Assert.Equal(ConcatenationStep.Completed, (
                            await world.One.Concatenate.RunAsync(status.Session.Id, Ample, World.None)).Value.Step);
                        return;
                    }

                    Assert.Equal("partial-unusable", refused.Code);
                    Assert.DoesNotContain(world.Storage.SessionRows, session => session.Role is UploadRole.Final);
                });
        });

    [Fact]
    public async Task A_part_that_is_named_again_and_again_does_not_remember_the_wholes_that_have_ended()
    {
        var head = await PartialAsync(TheWorld, Head);
        for (var n = 0; n < 40; n++)
        {
            await TheWorld.One.Cancel.RunAsync(await StartFinalAsync(TheWorld, head), World.None);
        }

        Assert.InRange(TheWorld.Session(head).Holds.Count, 1, 9);
    }

    [Fact]
    public async Task A_part_that_the_sweep_finds_being_committed_goes_in_its_time()
    {
        var head = await StartPartialAsync(TheWorld, Head);
        TheWorld.Sabotage.FailOperation(StorageOperation.CommitBlocks, FaultTiming.BeforeEffect, times: 1);
        await Assert.ThrowsAnyAsync<StorageUnavailableException>(() => TheWorld.One.Append.RunAsync(Head.Rest(head, 0), World.None));
        Assert.Equal(UploadState.Committing, TheWorld.Session(head).State);

        await SweepHourlyAsync(TimeSpan.FromDays(3));
        AssertFileIsThere(TheWorld, head, Head.Bytes);
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

    private static NewUpload WantedOf(params UploadId[] parts) =>
        new("whole.bin", null, null, ExpectedDigests.None, new Dictionary<string, string>()) { Role = UploadRole.Final, Parts = parts };

    /// <summary>Sends the tail but for its end, a little every day.</summary>
    private async Task KeepOpenAsync(UploadId tail, int days)
    {
        for (var day = 0; day < days; day++)
        {
            await TheWorld.One.Append.RunAsync(
                Tail.Rest(tail, day * 1_000 / days, new MemoryStream(Tail.Slice(day * 1_000 / days, 1_000 / days))), World.None);
            await SweepHourlyAsync(TimeSpan.FromHours(23));
        }
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
