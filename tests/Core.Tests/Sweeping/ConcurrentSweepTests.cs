using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Testing.Interleavings;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Core.Tests.Sweeping;

public class ConcurrentSweepTests
{
    private const int SampledSchedules = 100;

    private static readonly TestFile File = TestFile.OfLength(1_000);

    [Fact]
    public Task Two_sweeps_at_once_do_what_one_does() => Interleaving.SampleAsync(
        async () =>
        {
            var world = NewWorld();
            var completed = await world.StageAllAsync(File, 500);
            await world.One.Complete.RunAsync(completed, CompletionRequest.Plain, World.None);
            var committing = await world.StageAllAsync(File, 500);
            world.Sabotage.FailOperation(StorageOperation.CommitBlocks, FaultTiming.BeforeEffect);
            await Assert.ThrowsAnyAsync<Exception>(() => world.One.Complete.RunAsync(committing, CompletionRequest.Plain, World.None));
            var cancelled = await world.StageAllAsync(File, 500);
            await world.One.Cancel.RunAsync(cancelled, World.None);
            await world.StageAllAsync(File, 500);
            world.Clock.Advance(TimeSpan.FromHours(28));
            Task Sweep(StoragePorts storage) => world.NewInstance(storage).Sweep.RunAsync(World.None);
            return new Scenario(world.Storage.Ports, [Sweep, Sweep], async () =>
            {
                Assert.Equal([completed, committing], world.Storage.BlobIds);
                Assert.Equal(UploadState.Completed, world.Session(committing).State);
                await world.SweepAllAsync();
                Assert.Equal([completed, committing], world.Storage.SessionRows.Select(session => session.Id));
                Assert.Empty(world.Storage.ExpiryRows);
            });
        },
        SampledSchedules,
        seed: 1);

    [Fact]
    public Task Of_a_sweep_and_a_cancel_one_wins_and_nothing_is_left() => Interleaving.SampleAsync(
        async () =>
        {
            var world = NewWorld();
            var id = await world.StageAllAsync(File, 500);
            var other = await world.StageAllAsync(File, 500);
            world.Clock.Advance(TimeSpan.FromHours(28));
            Core.Failures.Outcome<UploadSession>? cancel = null;
            return new Scenario(
                world.Storage.Ports,
                [
                    storage => world.NewInstance(storage).Sweep.RunAsync(World.None),
                    async storage => cancel = await world.NewInstance(storage).Cancel.RunAsync(id, World.None),
                ],
                async () =>
                {
                    Assert.Empty(world.Storage.BlobIds);
                    Assert.Equal(cancel?.Failure is null ? UploadState.Cancelled : UploadState.Expired, world.Session(id).State);
                    Assert.Equal(UploadState.Expired, world.Session(other).State);
                    await world.SweepAllAsync();
                    Assert.Equal(0, world.ThingsStored);
                });
        },
        SampledSchedules,
        seed: 2);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_dies_between_the_steps_of_a_discard_leaves_nothing_behind_another(bool byCancel)
    {
        var world = NewWorld();
        var id = await world.StageAllAsync(File, 500);
        await world.One.Cancel.RunAsync(id, World.None);
        world.Clock.Advance(TimeSpan.FromHours(28));
        var dying = new FaultyStorage(world.Storage.Ports);
        var discard = new DyingDiscard(dying, world.Session(id));
        var victim = world.NewInstance(dying.Ports with { Commits = discard });
        var work = byCancel ? victim.Cancel.RunAsync(id, World.None) : (Task)victim.Sweep.RunAsync(World.None);
        await Task.WhenAny(discard.Begun, work);

        await world.NewInstance().Sweep.RunAsync(World.None);
        discard.GoOn();
        await Task.WhenAny(work);

        await world.SweepAllAsync();
        Assert.Empty(world.Storage.BlobIds);
        Assert.Equal(0, world.ThingsStored);
    }

    /// <summary>A discard in the two steps that it has in Azure, whose instance dies after the first: that leaves an empty blob.</summary>
    private sealed class DyingDiscard(FaultyStorage dying, UploadSession session) : ICommitStore
    {
        private readonly ICommitStore _inner = dying.Ports.Commits;
        private readonly TaskCompletionSource _begun = new();
        private readonly TaskCompletionSource _goOn = new();

        public Task Begun => _begun.Task;

        public void GoOn() => _goOn.SetResult();

        public Task<CommitOutcome> CommitAsync(UploadSession of, IReadOnlyList<BlockId> blocks, CancellationToken cancellationToken) =>
            _inner.CommitAsync(of, blocks, cancellationToken);

        public async Task DiscardAsync(UploadBlob blob, CancellationToken cancellationToken)
        {
            _begun.SetResult();
            await _goOn.Task;
            await _inner.CommitAsync(session, [], cancellationToken);
            dying.FailFrom(1);
            throw new StorageUnavailableException("The instance has died.");
        }
    }

    private static World NewWorld() => new(new ServiceOptions { Sweep = new SweepOptions { Parallelism = 1 } });
}
