using Moq;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Sweeping;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Core.Tests.Sweeping;

public class SweepTests
{
    private static readonly TestFile File = TestFile.OfLength(1_000);

    /// <summary>After this a session that nobody touched is taken for abandoned.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(28);

    private readonly World _world = new();

    [Fact]
    public async Task Where_nothing_is_due_the_sweep_reads_each_index_once()
    {
        await _world.StageAllAsync(File);
        _world.Storage.Calls.Reset();

        Assert.Equal(new SweepReport(0, 0, 0, 0, 0, 0, More: false), await SweepAsync());
        Assert.Equal(3, _world.Storage.Calls.Total);
    }

    [Fact]
    public async Task An_abandoned_upload_loses_its_blocks_first_and_its_rows_later()
    {
        var id = await _world.StageAllAsync(File);
        await _world.One.Network.WriteAllAsync(World.None);
        _world.Clock.Advance(Abandoned);

        Assert.Equal(1, (await SweepAsync()).Expired);
        Assert.Equal(UploadState.Expired, _world.Session(id).State);
        Assert.Empty(_world.Storage.BlobIds);
        Assert.Single(_world.Storage.ExpiryRows);
        Assert.Equal("upload-expired", (await _world.One.Stage.RunAsync(File.Chunk(id, 0, 100), World.None)).Failure?.Code);

        Assert.Equal(0, (await SweepAsync()).Examined);
        _world.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(1, (await SweepAsync()).Removed);
        Assert.Equal(0, _world.ThingsStored);
    }

    [Fact]
    public async Task A_touched_upload_is_filed_anew_and_lives()
    {
        var id = await _world.StartAsync(File);
        _world.Clock.Advance(TimeSpan.FromHours(23));
        await _world.One.Stage.RunAsync(File.Chunk(id, 0, 100), World.None);
        _world.Clock.Advance(TimeSpan.FromHours(5));

        Assert.Equal(1, (await SweepAsync()).Refiled);

        Assert.Equal(UploadState.Open, _world.Session(id).State);
        Assert.Single(_world.Storage.StagedBlocks(id));
        var entry = Assert.Single(_world.Storage.ExpiryRows);
        Assert.True(entry.Hour.CompareTo(ExpiryHour.Of(_world.Clock.GetUtcNow() + TimeSpan.FromHours(18))) > 0);
        Assert.Equal(0, (await SweepAsync()).Examined);
    }

    [Fact]
    public async Task The_entry_of_a_completed_upload_is_dropped_and_the_file_stays()
    {
        var id = await _world.StageAllAsync(File);
        await _world.One.Complete.RunAsync(id, CompletionRequest.Plain, World.None);
        _world.Clock.Advance(Abandoned);

        Assert.Equal(1, (await SweepAsync()).Removed);

        Assert.Empty(_world.Storage.ExpiryRows);
        Assert.Equal(UploadState.Completed, _world.Session(id).State);
        Assert.Equal(File.Bytes, _world.Storage.CommittedBytes(id));
    }

    [Fact]
    public async Task An_entry_without_a_session_is_dropped()
    {
        await _world.Storage.Expiries.FileAsync(
            new ExpiryEntry(ExpiryHour.Of(_world.Clock.GetUtcNow()), new SequentialUploadIds(9).Next()), World.None);
        _world.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(1, (await SweepAsync()).Removed);
        Assert.Equal(0, _world.ThingsStored);
    }

    [Fact]
    public async Task What_a_late_chunk_staged_after_a_cancel_is_discarded()
    {
        var (other, id) = (_world.NewInstance(), await _world.StartAsync(File));
        await other.Stage.RunAsync(File.Chunk(id, 0, 100), World.None);
        await _world.One.Cancel.RunAsync(id, World.None);
        Assert.Null((await other.Stage.RunAsync(File.Chunk(id, 100, 100), World.None)).Failure);
        Assert.Single(_world.Storage.StagedBlocks(id));
        await other.Network.WriteAllAsync(World.None);

        await _world.SweepAllAsync();

        Assert.Equal(0, _world.ThingsStored);
    }

    [Fact]
    public async Task A_tombstone_stands_for_its_time_even_when_its_hour_has_come()
    {
        var id = await _world.StageAllAsync(File);
        _world.Clock.Advance(TimeSpan.FromHours(23.9));
        await _world.One.Cancel.RunAsync(id, World.None);
        _world.Clock.Advance(TimeSpan.FromMinutes(50));
        var late = File.Slice(0, 100);
        await _world.Storage.Blocks.StageAsync(id, Core.Ledgers.BlockId.ForChunk(0, Digests.Of(late)), new(late), World.None);

        _world.Clock.Advance(TimeSpan.FromMinutes(9));
        await SweepAsync();
        Assert.Equal(UploadState.Cancelled, _world.Session(id).State);

        _world.Clock.Advance(TimeSpan.FromHours(1));
        await SweepAsync();
        _world.Clock.Advance(TimeSpan.FromHours(1));
        await SweepAsync();
        Assert.Equal(0, _world.ThingsStored);
    }

    [Fact]
    public async Task A_rejected_upload_is_cleared_away()
    {
        await _world.StageAllAsync(File, expected: new ExpectedDigests(Sha256: Core.Integrity.Sha256Digest.Of([1])));
        var id = _world.Storage.SessionRows[0].Id;
        _world.Sabotage.FailOperation(StorageOperation.DiscardBlocks, FaultTiming.BeforeEffect);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _world.One.Complete.RunAsync(id, CompletionRequest.Plain, World.None));
        Assert.NotNull(_world.Storage.CommittedBytes(id));

        await _world.SweepAllAsync();

        Assert.Equal(0, _world.ThingsStored);
    }

    [Fact]
    public async Task One_run_looks_at_so_many_and_the_next_goes_on()
    {
        var world = new World(new ServiceOptions { Sweep = new SweepOptions { MaxSessionsPerRun = 4 } });
        for (var i = 0; i < 10; i++)
        {
            await world.StageAllAsync(File, chunkBytes: 1_000);
        }

        world.Clock.Advance(Abandoned);

        Assert.Equal((4, true), Told(await world.One.Sweep.RunAsync(World.None)));
        Assert.Equal(6, world.Storage.BlobIds.Count);
        Assert.Equal((4, true), Told(await world.One.Sweep.RunAsync(World.None)));
        Assert.Equal((2, false), Told(await world.One.Sweep.RunAsync(World.None)));
        Assert.Empty(world.Storage.BlobIds);

        static (int, bool) Told(SweepReport report) => (report.Examined, report.More);
    }

    [Fact]
    public async Task A_run_whose_time_is_over_stops_and_says_that_there_is_more()
    {
        var (world, calls) = (
            new World(new ServiceOptions { Sweep = new SweepOptions { MaxRunTime = TimeSpan.FromMinutes(1), Parallelism = 1 } }), 0);
        for (var i = 0; i < 5; i++)
        {
            await world.StartAsync(File);
        }

        var slow = new Mock<ICommitStore>();
        slow.Setup(store => store.DiscardAsync(It.IsAny<UploadBlob>(), It.IsAny<CancellationToken>())).Callback(() =>
        {
            calls++;
            world.Clock.Advance(TimeSpan.FromSeconds(25));
        }).Returns(Task.CompletedTask);
        world.Clock.Advance(Abandoned);

        var report = await world.NewInstance(world.Storage.Ports with { Commits = slow.Object }).Sweep.RunAsync(World.None);

        Assert.Equal((3, 3, true), (report.Examined, calls, report.More));
        Assert.Equal(2, (await world.One.Sweep.RunAsync(World.None)).Expired);
    }

    [Fact]
    public async Task A_sweep_that_is_stopped_stops()
    {
        await _world.StartAsync(File);
        _world.Clock.Advance(Abandoned);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _world.One.Sweep.RunAsync(new CancellationToken(canceled: true)));
        Assert.Equal(UploadState.Open, _world.Storage.SessionRows[0].State);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10_000)]
    public async Task The_cost_follows_what_expires_not_what_lives(int live)
    {
        for (var i = 0; i < 10; i++)
        {
            await _world.StageAllAsync(File, chunkBytes: 1_000);
        }

        _world.Clock.Advance(Abandoned);
        for (var i = 0; i < live; i++)
        {
            await _world.StartAsync(File);
        }

        _world.Storage.Calls.Reset();
        Assert.Equal(10, (await SweepAsync()).Expired);
        Assert.Equal(Cost(find: 10, replace: 10, discard: 10, file: 10, remove: 10), _world.Storage.Calls.ByOperation);
        Assert.Equal(10 + live, _world.Storage.SessionRows.Count);
    }

    private static SortedDictionary<StorageOperation, int> Cost(int find, int replace, int discard, int file, int remove) => new()
    {
        [StorageOperation.ReadExpiries] = 1,
        [StorageOperation.ReadProfileExpiries] = 1,
        [StorageOperation.ReadAllowances] = 1,
        [StorageOperation.FindSession] = find,
        [StorageOperation.ReplaceSession] = replace,
        [StorageOperation.NoteListed] = replace,
        [StorageOperation.DiscardBlocks] = discard,
        [StorageOperation.FileExpiry] = file,
        [StorageOperation.RemoveExpiry] = remove,
    };

    private Task<SweepReport> SweepAsync() => _world.One.Sweep.RunAsync(World.None);
}
