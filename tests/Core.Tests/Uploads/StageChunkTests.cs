using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Testing.Saboteurs;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Core.Tests.Uploads;

public class StageChunkTests
{
    private static readonly TestFile File = TestFile.OfLength(1_000);

    private readonly World _world = new();

    private StageChunk Stage => _world.One.Stage;

    [Fact]
    public async Task A_chunk_as_it_was_sent_is_staged_and_acknowledged()
    {
        var id = await _world.StartAsync(File);

        var receipt = (await Stage.RunAsync(File.Chunk(id, 100, 200), World.None)).Value;

        Assert.Equal(new ByteRange(100, 200), receipt.Block.Range);
        Assert.Equal([new StagedBlock(receipt.Block.Encode(), 200)], _world.Storage.StagedBlocks(id));
        Assert.Equal(0, _world.One.Budget.Held);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_chunk_that_dribbles_in_is_staged_whether_or_not_its_length_was_announced(bool announced)
    {
        var file = TestFile.OfLength(400_000);
        var id = await _world.StartAsync(file);

        var outcome = await Stage.RunAsync(
            file.Chunk(id, 1, 399_999, new DribblingStream(file.Slice(1, 399_999), seed: 5), announced), World.None);

        Assert.Equal(file.Chunk(id, 1, 399_999).Sha256, outcome.Value.Block.Sha256);
        Assert.Single(_world.Storage.StagedBlocks(id));
    }

    [Fact]
    public async Task The_same_chunk_sent_twice_is_one_block()
    {
        var id = await _world.StartAsync(File);

        var first = (await Stage.RunAsync(File.Chunk(id, 0, 100), World.None)).Value;
        var second = (await Stage.RunAsync(File.Chunk(id, 0, 100), World.None)).Value;

        Assert.Equal(first.Block, second.Block);
        Assert.Single(_world.Storage.StagedBlocks(id));
    }

    [Theory]
    [InlineData(29, true)]
    [InlineData(31, false)]
    public async Task A_chunk_that_took_long_is_staged_only_if_its_upload_is_still_open(int seconds, bool isStaged)
    {
        var id = await _world.StartAsync(File);
        var body = new HookedStream(File.Slice(0, 100), 50, async () =>
        {
            await _world.NewInstance().Cancel.RunAsync(id, World.None);
            _world.Clock.Advance(TimeSpan.FromSeconds(seconds));
        });

        var outcome = await Stage.RunAsync(File.Chunk(id, 0, 100, body, announced: true), World.None);

        // Within that time the tombstone is still there, and what was staged is discarded with it.
        Assert.Equal(isStaged ? null : "upload-cancelled", outcome.Failure?.Code);
        Assert.Equal(isStaged ? 1 : 0, _world.Storage.StagedBlocks(id).Count);
    }

    [Fact]
    public async Task A_chunk_costs_one_storage_call_once_the_session_is_known()
    {
        var id = await _world.StartAsync(File);
        await Stage.RunAsync(File.Chunk(id, 0, 100), World.None);
        _world.Storage.Calls.Reset();

        await Stage.RunAsync(File.Chunk(id, 100, 100), World.None);

        Assert.Equal(1, _world.Storage.Calls.Of(StorageOperation.StageBlock));
        Assert.Equal(1, _world.Storage.Calls.Total);
    }

    [Theory]
    [InlineData(1_000, 1, "chunk-past-end")]
    [InlineData(-1, 1, "offset-invalid")]
    [InlineData(long.MaxValue, 1, "chunk-past-end")]
    [InlineData(999, 2, "chunk-past-end")]
    [InlineData(0, 0, "chunk-empty")]
    [InlineData(0, 200_000_000, "chunk-too-large")]
    [InlineData(0, long.MaxValue, "chunk-too-large")]
    public async Task What_can_be_refused_by_its_announcement_is_refused_without_reading_the_body(long offset, long announced, string code)
    {
        var id = await _world.StartAsync(File);

        var outcome = await Stage.RunAsync(new ChunkUpload(id, offset, announced, File.Sha256, new UntouchableStream()), World.None);

        Assert.Equal(code, outcome.Failure?.Code);
        Assert.Empty(_world.Storage.BlobIds);
    }

    [Fact]
    public async Task A_chunk_of_an_upload_that_nobody_started_is_refused_unread()
    {
        var outcome = await Stage.RunAsync(
            new ChunkUpload(UploadId.FromBytes(new byte[16]), 0, 1, File.Sha256, new UntouchableStream()), World.None);

        Assert.Equal("upload-not-found", outcome.Failure?.Code);
    }

    [Fact]
    public async Task Chunks_of_an_upload_that_ended_are_refused_unread()
    {
        var completed = await _world.StageAllAsync(File);
        Assert.Null((await _world.One.Complete.RunAsync(completed, CompletionRequest.Plain, World.None)).Failure);
        var cancelled = await _world.StageAllAsync(File);
        Assert.Null((await _world.One.Cancel.RunAsync(cancelled, World.None)).Failure);

        Assert.Equal(
            "upload-completed", (await Stage.RunAsync(File.Chunk(completed, 0, 100, new UntouchableStream()), World.None)).Failure?.Code);
        Assert.Equal(
            "upload-cancelled", (await Stage.RunAsync(File.Chunk(cancelled, 0, 100, new UntouchableStream()), World.None)).Failure?.Code);
    }

    [Fact]
    public async Task Every_chunk_restarts_the_lifetime_of_the_upload()
    {
        var id = await _world.StartAsync(File);
        for (var offset = 0; offset < 1_000; offset += 100)
        {
            _world.Clock.Advance(TimeSpan.FromHours(23));
            var receipt = (await Stage.RunAsync(File.Chunk(id, offset, 100), World.None)).Value;
            Assert.Equal(_world.Clock.GetUtcNow() + TimeSpan.FromHours(24), receipt.ExpiresAt);
        }

        _world.Clock.Advance(TimeSpan.FromHours(24));
        Assert.Equal("upload-expired", (await Stage.RunAsync(File.Chunk(id, 0, 100, new UntouchableStream()), World.None)).Failure?.Code);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9 * 60)]
    [InlineData(20 * 60 * 60)]
    public async Task The_lifetime_that_a_chunk_was_promised_is_kept_even_by_a_sweep_of_another_instance(int seconds)
    {
        // Shortly before the full hour: what is due by then is looked at a few minutes later.
        _world.Clock.Advance(TimeSpan.FromMinutes(55));
        var id = await _world.StartAsync(File);
        _world.Clock.Advance(TimeSpan.FromSeconds(seconds));
        var receipt = (await Stage.RunAsync(File.Chunk(id, 0, 100), World.None)).Value;
        var other = _world.NewInstance();

        while (_world.Clock.GetUtcNow() < receipt.ExpiresAt)
        {
            await other.Sweep.RunAsync(World.None);
            Assert.Equal(UploadState.Open, _world.Session(id).State);
            _world.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        _world.Clock.Advance(TimeSpan.FromHours(4));
        await _world.NewInstance().Sweep.RunAsync(World.None);
        Assert.Equal(UploadState.Expired, _world.Session(id).State);
    }

    [Fact]
    public async Task A_store_that_is_full_of_blocks_is_said_so()
    {
        _world.Storage.MaxStagedBlocks = 1;
        var id = await _world.StartAsync(File);
        await Stage.RunAsync(File.Chunk(id, 0, 100), World.None);

        Assert.Equal("too-many-staged-chunks", (await Stage.RunAsync(File.Chunk(id, 100, 100), World.None)).Failure?.Code);
    }

    [Fact]
    public async Task Storage_that_fails_is_a_fault_that_is_counted_and_leaves_the_budget_whole()
    {
        var id = await _world.StartAsync(File);
        _world.Sabotage.FailOperation(StorageOperation.StageBlock, FaultTiming.BeforeEffect);

        await Assert.ThrowsAsync<StorageUnavailableException>(() => Stage.RunAsync(File.Chunk(id, 0, 100), World.None));

        Assert.Equal(0, _world.One.Budget.Held);
        Assert.Equal(1, (await _world.One.Status.RunAsync(id, World.None)).Value.Counters.StorageFailed);
        Assert.Null((await Stage.RunAsync(File.Chunk(id, 0, 100), World.None)).Failure);
    }

    [Fact]
    public async Task Counters_that_cannot_be_written_do_not_fail_the_chunk()
    {
        var id = await _world.StartAsync(File);
        await Stage.RunAsync(File.Chunk(id, 0, 100), World.None);
        _world.Clock.Advance(TimeSpan.FromHours(1));
        _world.Sabotage.FailOperation(StorageOperation.WriteCounters, FaultTiming.BeforeEffect);

        var outcome = await Stage.RunAsync(File.Chunk(id, 100, 100), World.None);

        Assert.Equal(1, _world.Sabotage.FaultsStruck);
        Assert.Null(outcome.Failure);
        Assert.Equal(2, _world.Storage.StagedBlocks(id).Count);
    }

    [Fact]
    public async Task A_file_so_long_that_small_chunks_could_not_tile_it_takes_none()
    {
        var world = new World(new ServiceOptions { Limits = new LimitOptions { MaxFileBytes = 1L << 40 } });
        var id = (await world.One.Start.RunAsync(File.Wanted() with { LengthBytes = 49_000 * 500 }, World.None)).Value.Session.Id;

        Assert.Equal(
            "chunk-too-small", (await world.One.Stage.RunAsync(File.Chunk(id, 0, 499, new UntouchableStream()), World.None)).Failure?.Code);
        Assert.Equal(
            "chunk-too-small", (await world.One.Stage.RunAsync(File.Chunk(id, 0, 499, announced: false), World.None)).Failure?.Code);
        Assert.Null((await world.One.Stage.RunAsync(File.Chunk(id, 0, 500), World.None)).Failure);
    }
}
