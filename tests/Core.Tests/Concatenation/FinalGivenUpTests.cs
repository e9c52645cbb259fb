using Moq;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Core.Tests.Concatenation;

/// <summary>Final uploads that cannot be put together: the timer does not repeat them for ever.</summary>
public sealed class FinalGivenUpTests : ConcatenationTest
{
    [Fact]
    public async Task One_that_fails_again_and_again_is_tried_ever_more_seldom_and_rejected_after_days_and_its_parts_go()
    {
        var id = await StartFinalOfBothAsync(TheWorld);
        var poisoned = TheWorld.NewInstance(Poisoned(new OutOfMemoryException("sabotage")));

        var tries = await RunTimersAsync(poisoned, TimeSpan.FromDays(8), id);

        Assert.InRange(tries.Count, 8, 12);
        Assert.InRange(tries[^1], TimeSpan.FromDays(4), TimeSpan.FromDays(7));
        Assert.Equal((UploadState.Rejected, "copy-failed"), (TheWorld.Session(id).State, TheWorld.Session(id).RejectedBecause));
        await RunTimersAsync(TheWorld.One, TimeSpan.FromDays(4));
        Assert.Equal(0, TheWorld.ThingsStored);
    }

    [Fact]
    public async Task One_of_which_nothing_can_be_copied_is_given_up_too()
    {
        var id = await StartFinalOfBothAsync(TheWorld);
        TheWorld.Storage.CopiesBlocks = false;
        Assert.True(TheWorld.One.Budget.TryTake(default, TheWorld.One.Options.Admission.MaxBytesInFlight));

        await RunTimersAsync(TheWorld.One, TimeSpan.FromDays(8), id);

        Assert.Equal(UploadState.Rejected, TheWorld.Session(id).State);
    }

    [Fact]
    public async Task One_whose_process_dies_each_time_it_is_worked_on_is_left_alone_ever_longer()
    {
        var id = await StartFinalOfBothAsync(TheWorld);
        var deaths = 0;
        var until = TheWorld.Clock.GetUtcNow() + TimeSpan.FromDays(8);
        while (TheWorld.Clock.GetUtcNow() < until && TheWorld.Session(id).State is UploadState.Open)
        {
            // It never comes back from its first copy, and nothing that would follow is done.
            var copying = new TaskCompletionSource();
            var dying = TheWorld.NewInstance(Poisoned(null, copying));
            var run = dying.Continue.RunAsync(World.None);
            if (await Task.WhenAny(run, copying.Task) == copying.Task)
            {
                deaths++;
            }

            await TheWorld.NewInstance().Sweep.RunAsync(World.None);
            TheWorld.Clock.Advance(TimeSpan.FromHours(1));
        }

        Assert.InRange(deaths, 8, 12);
        Assert.Equal(UploadState.Rejected, TheWorld.Session(id).State);
    }

    [Fact]
    public async Task Storage_that_fails_once_costs_a_final_upload_no_hour()
    {
        var id = await StartFinalOfBothAsync(TheWorld);
        TheWorld.Sabotage.FailOperation(StorageOperation.CopyBlock, FaultTiming.BeforeEffect, times: 1);

        await TheWorld.One.Continue.RunAsync(World.None);
        await TheWorld.One.Continue.RunAsync(World.None);

        AssertFileIsThere(TheWorld, id, Whole);
    }

    /// <summary>Runs both timers, every twenty minutes and every hour, while a final upload is open.</summary>
    /// <returns>After which times it was worked on.</returns>
    private async Task<List<TimeSpan>> RunTimersAsync(ServiceInstance instance, TimeSpan time, UploadId? final = null)
    {
        var (start, tries) = (TheWorld.Clock.GetUtcNow(), new List<TimeSpan>());
        for (var minute = 0; minute < time.TotalMinutes; minute += 20)
        {
            if (final is { } id && TheWorld.Session(id).State is not UploadState.Open)
            {
                break;
            }

            TheWorld.Storage.Calls.Reset();
            await instance.Continue.RunAsync(World.None);
            if (TheWorld.Storage.Calls.Of(StorageOperation.ListBlocks) > 0)
            {
                tries.Add(TheWorld.Clock.GetUtcNow() - start);
            }

            if (minute % 60 == 0)
            {
                await instance.Sweep.RunAsync(World.None);
            }

            TheWorld.Clock.Advance(TimeSpan.FromMinutes(20));
        }

        return tries;
    }

    private StoragePorts Poisoned(Exception? fault, TaskCompletionSource? copying = null)
    {
        var inner = TheWorld.Storage.Blocks;
        var blocks = new Mock<IBlockStore>();
        blocks.Setup(store => store.ListAsync(It.IsAny<UploadBlob>(), It.IsAny<CancellationToken>())).Returns(inner.ListAsync);
        blocks.Setup(store => store.TryCopyAsync(
            It.IsAny<UploadBlob>(), It.IsAny<long>(), It.IsAny<UploadBlob>(), It.IsAny<BlockId>(), It.IsAny<CancellationToken>()))
            .Returns(() =>
        {
            copying?.TrySetResult();
            return fault is null ? new TaskCompletionSource<bool>().Task : Task.FromException<bool>(fault);
        });
        return TheWorld.Storage.Ports with { Blocks = blocks.Object };
    }
}
