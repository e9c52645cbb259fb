using Moq;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Testing.Interleavings;

namespace SmartTransfer.Core.Tests.Concatenation;

/// <summary>
/// An open final upload always has a row in the expiry index, whoever starts, continues and sweeps it at once: checked after every
/// storage call, since a process may die there.
/// </summary>
public sealed class LastRowTests : ConcatenationTest
{
    private static readonly ConcatenationOptions NoTime = new() { RequestTime = TimeSpan.Zero, Parallelism = 1 };

    [Fact]
    public async Task A_start_and_a_timer_in_every_order()
    {
        var schedules = await Interleaving.ExploreAsync(async () =>
        {
            var (world, part) = await WaitingPartAsync();
            return Of(world, StartAsync(world, part), TimerAsync(world));
        });

        Assert.InRange(schedules, 20, 10_000);
    }

    [Fact]
    public async Task A_timer_and_a_sweep_that_have_each_an_entry_in_every_order()
    {
        var schedules = await Interleaving.ExploreAsync(async () =>
        {
            var world = await WithTwoEntriesAsync();
            return Of(world, TimerAsync(world), SweepAsync(world));
        });

        Assert.InRange(schedules, 100, 10_000);
    }

    [Fact]
    public Task A_start_and_two_timers() => Interleaving.SampleAsync(
        async () =>
        {
            var (world, part) = await WaitingPartAsync();
            return Of(world, StartAsync(world, part), TimerAsync(world), TimerAsync(world));
        },
        schedules: 600,
        seed: 1);

    [Fact]
    public Task Two_timers_a_sweep_and_a_request_at_one_that_can_be_copied() => Interleaving.SampleAsync(
        async () =>
        {
            var world = NewWorld(NoTime);
            var id = await StartFinalAsync(world, await PartialAsync(world, Tail));
            await world.Storage.Expiries.FileAsync(
                new ExpiryEntry(new ExpiryHour(ExpiryHour.Of(world.Clock.GetUtcNow()).Number - 1), id), World.None);
            return Of(
                world,
                TimerAsync(world),
                TimerAsync(world),
                SweepAsync(world),
                storage => world.NewInstance(storage).Advance.FindPositionAsync(id, World.None));
        },
        schedules: 400,
        seed: 2);

    [Fact]
    public async Task A_sweep_that_was_stopped_between_two_calls_takes_no_entry_that_was_filed_again()
    {
        // Hours pass between the two calls: by then the entry has gone and come back.
        var world = await WithTwoEntriesAsync();
        var read = await world.Storage.Expiries.ReadAsync(ExpiryHour.Concatenations, ExpiryHour.AfterConcatenations, 10, World.None);
        await world.One.Continue.RunAsync(World.None);
        world.Clock.Advance(TimeSpan.FromHours(2));
        await world.One.Sweep.RunAsync(World.None);
        Assert.Equal(ExpiryHour.Concatenations, Assert.Single(FinalRows(world)).Hour);

        await world.Storage.Expiries.RemoveAsync(read[0], World.None);

        Assert.Single(FinalRows(world));
    }

    [Fact]
    public async Task A_run_that_joins_another_that_is_under_way_takes_the_row_of_neither()
    {
        var id = await StartFinalOfBothAsync(TheWorld);
        await TheWorld.Storage.Expiries.RemoveAsync(new ExpiryEntry(ExpiryHour.Concatenations, id), World.None);
        await TheWorld.Storage.Expiries.FileAsync(
            new ExpiryEntry(new ExpiryHour(ExpiryHour.Of(TheWorld.Clock.GetUtcNow()).Number - 1), id), World.None);
        var (reached, released) = (new TaskCompletionSource(), new TaskCompletionSource<bool>());
        var blocks = new Mock<IBlockStore>();
        blocks.Setup(store => store.ListAsync(It.IsAny<UploadBlob>(), It.IsAny<CancellationToken>())).Returns(
            TheWorld.Storage.Blocks.ListAsync);
        blocks.Setup(store => store.TryCopyAsync(
            It.IsAny<UploadBlob>(), It.IsAny<long>(), It.IsAny<UploadBlob>(), It.IsAny<BlockId>(), It.IsAny<CancellationToken>()))
            .Returns(() =>
        {
            reached.TrySetResult();
            return released.Task;
        });
        var instance = TheWorld.NewInstance(TheWorld.Storage.Ports with { Blocks = blocks.Object });
        var running = instance.Concatenate.RunAsync(id, Ample, World.None);
        await reached.Task;

        // Both wait for as long as they would work, and hear that others do.
        await instance.Sweep.RunAsync(World.None);
        Assert.Single(FinalRows(TheWorld));
        await TheWorld.FinishAsync(() => instance.Continue.RunAsync(World.None));
        Assert.Single(FinalRows(TheWorld));
        Assert.Null((await TheWorld.FinishAsync(() => instance.Advance.FindPositionAsync(id, World.None))).Failure);

        Assert.Equal([new ExpiryEntry(ExpiryHour.Concatenations, id)], FinalRows(TheWorld));
        released.SetException(new StorageUnavailableException("sabotage"));
        await Assert.ThrowsAnyAsync<StorageUnavailableException>(() => running);
    }

    private static Scenario Of(World world, params Func<StoragePorts, Task>[] acts) => new(
        world.Storage.Ports,
        acts,
        async () =>
        {
            // Nobody comes back for it: the timers alone see it through.
            foreach (var part in world.Storage.SessionRows
                .Where(session => session is { Role: UploadRole.Partial, State: UploadState.Open }))
            {
                await world.One.Append.RunAsync(Tail.Rest(part.Id, 0) with { DeclaredLengthBytes = Tail.Bytes.Length }, World.None);
            }

            for (var hour = 0; hour < 4; hour++)
            {
                await world.One.Continue.RunAsync(World.None);
                await world.One.Sweep.RunAsync(World.None);
                world.Clock.Advance(TimeSpan.FromHours(1));
            }

            AssertFileIsThere(world, world.Storage.SessionRows.Single(session => session.Role is UploadRole.Final).Id, Tail.Bytes);
        })
    {
        Always = () =>
        {
            foreach (var final in world.Storage.SessionRows.Where(
                session => session is { Role: UploadRole.Final, State: UploadState.Open or UploadState.Committing }))
            {
                Assert.Contains(world.Storage.ExpiryRows, entry => entry.Id == final.Id);
            }
        },
    };

    private static async Task<(World World, UploadId Part)> WaitingPartAsync()
    {
        var world = NewWorld(NoTime);
        return (world, await StartPartialAsync(world, Tail, deferred: true));
    }

    /// <summary>A final upload that waits for its part, filed where the timer looks and under an hour that has passed.</summary>
    private static async Task<World> WithTwoEntriesAsync()
    {
        var (world, part) = await WaitingPartAsync();
        var id = await StartFinalAsync(world, part);
        await world.Storage.Expiries.FileAsync(
            new ExpiryEntry(new ExpiryHour(ExpiryHour.Of(world.Clock.GetUtcNow()).Number - 1), id), World.None);
        return world;
    }

    private static Func<StoragePorts, Task> StartAsync(World world, UploadId part) => storage =>
        world.NewInstance(storage).Advance.StartAsync(
            new NewUpload("whole.bin", null, null, ExpectedDigests.None, new Dictionary<string, string>())
            {
                Role = UploadRole.Final,
                Parts = [part],
            },
            World.None);

    private static Func<StoragePorts, Task> TimerAsync(World world) => storage =>
        world.NewInstance(storage).Continue.RunAsync(World.None);

    private static Func<StoragePorts, Task> SweepAsync(World world) => storage => world.NewInstance(storage).Sweep.RunAsync(World.None);

    private static IReadOnlyList<ExpiryEntry> FinalRows(World world) =>
        [.. world.Storage.ExpiryRows.Where(entry => world.Session(entry.Id).Role is UploadRole.Final)];
}
