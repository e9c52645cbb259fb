using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Core.Tests.Uploads;

public class CancelUploadTests
{
    private static readonly TestFile File = TestFile.OfLength(1_000);

    private readonly World _world = new();

    [Fact]
    public async Task A_completed_upload_is_terminated_with_its_file_and_swept_like_any_other()
    {
        var world = new World();
        var file = TestFile.OfLength(400);
        var id = await world.StageAllAsync(file);
        Assert.Null((await world.One.Complete.RunAsync(id, CompletionRequest.Plain, World.None)).Failure);
        await world.SweepAllAsync();
        Assert.Empty(world.Storage.ExpiryRows);

        Assert.Equal("upload-completed", (await world.One.Cancel.RunAsync(id, World.None)).Failure?.Code);
        Assert.Equal(UploadState.Removed, (await world.One.Cancel.TerminateAsync(id, World.None)).Value.State);

        Assert.Null(world.Storage.CommittedBytes(id));
        await world.SweepAllAsync();
        Assert.Equal(0, world.ThingsStored);
    }

    [Fact]
    public async Task What_was_staged_is_gone_at_once_and_a_tombstone_stays()
    {
        var id = await _world.StageAllAsync(File);

        var session = (await CancelAsync(id)).Value;

        Assert.Equal((UploadState.Cancelled, _world.Clock.GetUtcNow()), (session.State, session.ClosedAt));
        Assert.Equal(session, _world.Session(id));
        Assert.Empty(_world.Storage.BlobIds);
    }

    [Fact]
    public async Task Cancelling_again_is_success_and_discards_what_came_late()
    {
        var id = await _world.StageAllAsync(File);
        var first = (await CancelAsync(id)).Value;
        await _world.Storage.Blocks.StageAsync(id, Core.Ledgers.BlockId.ForChunk(0, Digests.Of([1])), new([1]), World.None);

        Assert.Equal(first, (await CancelAsync(id)).Value);
        Assert.Empty(_world.Storage.BlobIds);
    }

    [Fact]
    public async Task The_instance_that_cancelled_takes_no_chunk_any_more()
    {
        var id = await _world.StageAllAsync(File);
        await CancelAsync(id);

        Assert.Equal("upload-cancelled", (await _world.One.Stage.RunAsync(File.Chunk(id, 0, 100), World.None)).Failure?.Code);
    }

    [Fact]
    public async Task Another_instance_hears_of_it_when_its_memory_of_the_session_is_over()
    {
        var other = _world.NewInstance();
        var id = await _world.StartAsync(File);
        await other.Stage.RunAsync(File.Chunk(id, 0, 100), World.None);
        await CancelAsync(id);

        Assert.Null((await other.Stage.RunAsync(File.Chunk(id, 100, 100), World.None)).Failure);
        _world.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("upload-cancelled", (await other.Stage.RunAsync(File.Chunk(id, 100, 100), World.None)).Failure?.Code);
    }

    [Fact]
    public async Task What_is_complete_stays_complete()
    {
        var id = await _world.StageAllAsync(File);
        await _world.One.Complete.RunAsync(id, CompletionRequest.Plain, World.None);

        Assert.Equal("upload-completed", (await CancelAsync(id)).Failure?.Code);
        Assert.Equal(File.Bytes, _world.Storage.CommittedBytes(id));
    }

    [Fact]
    public async Task A_completion_that_was_begun_is_finished_by_a_cancel_not_undone()
    {
        var id = await _world.StageAllAsync(File);
        _world.Sabotage.FailOperation(Testing.Storage.StorageOperation.CommitBlocks, Testing.Storage.FaultTiming.BeforeEffect);
        await Assert.ThrowsAsync<Core.Ports.StorageUnavailableException>(
            () => _world.One.Complete.RunAsync(id, CompletionRequest.Plain, World.None));

        Assert.Equal("upload-completed", (await CancelAsync(id)).Failure?.Code);
        Assert.NotNull(_world.Storage.CommittedBytes(id));
    }

    [Fact]
    public async Task Nobody_can_cancel_an_unknown_upload() =>
        Assert.Equal("upload-not-found", (await CancelAsync(UploadId.FromBytes(new byte[16]))).Failure?.Code);

    private Task<Core.Failures.Outcome<UploadSession>> CancelAsync(UploadId id) => _world.One.Cancel.RunAsync(id, World.None);
}
