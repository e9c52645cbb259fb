using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Core.Tests.Uploads;

public class RemoveFileTests
{
    private static readonly TestFile File = TestFile.OfLength(400);

    private readonly World _world = new();

    [Fact]
    public async Task The_file_is_gone_at_once_and_what_is_left_says_so_until_the_sweep()
    {
        var id = await CompletedAsync();

        Assert.Equal(UploadState.Removed, (await _world.One.RemoveFile.RunAsync(id, World.None)).Value.State);

        Assert.Null(_world.Storage.CommittedBytes(id));
        var status = (await _world.One.Status.RunAsync(id, World.None)).Value;
        Assert.Equal((UploadState.Removed, _world.Clock.GetUtcNow()), (status.Session.State, status.Session.ClosedAt));
        Assert.Equal("file-removed", (await _world.One.Content.RunAsync(id, World.None)).Failure?.Code);
        Assert.Equal("file-removed", (await _world.One.Cancel.RunAsync(id, World.None)).Failure?.Code);
        Assert.Equal("file-removed", (await _world.One.Complete.RunAsync(id, CompletionRequest.Plain, World.None)).Failure?.Code);
        await _world.SweepAllAsync();
        Assert.Equal(0, _world.ThingsStored);
    }

    [Fact]
    public async Task A_sweep_between_the_entry_and_the_record_of_a_removal_leaves_nothing_that_no_sweep_finds()
    {
        // The removal comes just before the full hour, and the sweep just after it.
        var id = await CompletedAsync();
        await _world.SweepAllAsync();
        var past = _world.Clock.GetUtcNow().TimeOfDay;
        _world.Clock.Advance(TimeSpan.FromHours(past.Hours + 1) - past - TimeSpan.FromSeconds(1));
        var swept = new SweptBetween(_world.Storage.Ports.Expiries, async () =>
        {
            _world.Clock.Advance(TimeSpan.FromSeconds(2));
            await _world.NewInstance().Sweep.RunAsync(World.None);
        });
        var removing = _world.NewInstance(_world.Storage.Ports with { Expiries = swept });

        Assert.Null((await removing.RemoveFile.RunAsync(id, World.None)).Failure);

        await _world.SweepAllAsync();
        Assert.Equal(0, _world.ThingsStored);
    }

    [Fact]
    public async Task Removing_again_is_success_and_discards_again()
    {
        var id = await CompletedAsync();
        var first = (await _world.One.RemoveFile.RunAsync(id, World.None)).Value;
        await _world.Storage.Blocks.StageAsync(id, Core.Ledgers.BlockId.ForChunk(0, Digests.Of([1])), new([1]), World.None);

        Assert.Equal(first, (await _world.One.RemoveFile.RunAsync(id, World.None)).Value);
        Assert.Empty(_world.Storage.BlobIds);
    }

    [Fact]
    public async Task A_file_that_somebody_removed_from_storage_can_be_removed()
    {
        var id = await CompletedAsync();
        await _world.Storage.Commits.DiscardAsync(id, World.None);

        Assert.Null((await _world.One.RemoveFile.RunAsync(id, World.None)).Failure);
        Assert.Equal(UploadState.Removed, _world.Session(id).State);
    }

    [Fact]
    public async Task What_has_no_file_is_refused_and_stays_as_it_is()
    {
        var open = await _world.StageAllAsync(File);
        var cancelled = await _world.StageAllAsync(File);
        await _world.One.Cancel.RunAsync(cancelled, World.None);
        var committing = await _world.StageAllAsync(File);
        _world.Sabotage.FailOperation(StorageOperation.CommitBlocks, FaultTiming.BeforeEffect);
        await Assert.ThrowsAnyAsync<Exception>(() => _world.One.Complete.RunAsync(committing, CompletionRequest.Plain, World.None));
        _world.Sabotage.Heal();

        foreach (var (id, code) in ((UploadId, string)[])
            [(open, "upload-not-complete"), (cancelled, "upload-cancelled"), (committing, "upload-committing"),
                (UploadId.FromBytes(new byte[16]), "upload-not-found")])
        {
            Assert.Equal(code, (await _world.One.RemoveFile.RunAsync(id, World.None)).Failure?.Code);
        }

        Assert.Equal(4, _world.Storage.StagedBlocks(open).Count);
        Assert.Equal(UploadState.Committing, _world.Session(committing).State);
    }

    [Fact]
    public async Task Of_two_instances_that_remove_at_once_both_succeed()
    {
        var id = await CompletedAsync();
        var other = _world.NewInstance();

        var both = await Task.WhenAll(_world.One.RemoveFile.RunAsync(id, World.None), other.RemoveFile.RunAsync(id, World.None));

        Assert.All(both, one => Assert.Equal(UploadState.Removed, one.Value.State));
    }

    private async Task<UploadId> CompletedAsync()
    {
        var id = await _world.StageAllAsync(File);
        Assert.Null((await _world.One.Complete.RunAsync(id, CompletionRequest.Plain, World.None)).Failure);
        await _world.SweepAllAsync();
        Assert.Empty(_world.Storage.ExpiryRows);
        return id;
    }

    /// <summary>Something happens right after an entry was filed.</summary>
    private sealed class SweptBetween(IExpiryIndex inner, Func<Task> then) : IExpiryIndex
    {
        public async Task<ExpiryEntry> FileAsync(ExpiryEntry entry, CancellationToken cancellationToken)
        {
            var filed = await inner.FileAsync(entry, cancellationToken);
            await then();
            return filed;
        }

        public Task<ExpiryEntry?> TryFileAgainAsync(ExpiryEntry entry, CancellationToken cancellationToken) =>
            inner.TryFileAgainAsync(entry, cancellationToken);

        public Task<IReadOnlyList<ExpiryEntry>> ReadAsync(
            ExpiryHour first, ExpiryHour beyond, int limit, CancellationToken cancellationToken) =>
            inner.ReadAsync(first, beyond, limit, cancellationToken);

        public Task RemoveAsync(ExpiryEntry entry, CancellationToken cancellationToken) => inner.RemoveAsync(entry, cancellationToken);
    }
}
