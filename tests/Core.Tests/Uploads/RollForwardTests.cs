using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Core.Tests.Uploads;

public class RollForwardTests
{
    private static readonly TestFile File = TestFile.OfLength(1_000);

    private readonly World _world = new();

    public static TheoryData<StorageOperation, FaultTiming> Deaths => new()
    {
        { StorageOperation.ReplaceSession, FaultTiming.AfterEffect },
        { StorageOperation.CommitBlocks, FaultTiming.BeforeEffect },
        { StorageOperation.CommitBlocks, FaultTiming.AfterEffect },
        { StorageOperation.OpenContent, FaultTiming.BeforeEffect },
        { StorageOperation.ReadContent, FaultTiming.BeforeEffect },
        { StorageOperation.MarkVerified, FaultTiming.AfterEffect },
    };

    [Theory]
    [MemberData(nameof(Deaths))]
    public async Task Whoever_completes_next_finishes_what_a_dead_instance_began(StorageOperation died, FaultTiming timing)
    {
        var id = await DieInCommittingAsync(died, timing);

        var outcome = await _world.NewInstance().Complete.RunAsync(id, CompletionRequest.Plain, World.None);

        Assert.Null(outcome.Failure);
        AssertComplete(id);
    }

    [Theory]
    [MemberData(nameof(Deaths))]
    public async Task The_sweep_finishes_what_a_dead_instance_began(StorageOperation died, FaultTiming timing)
    {
        var id = await DieInCommittingAsync(died, timing);
        _world.Clock.Advance(TimeSpan.FromHours(26));

        var report = await _world.NewInstance().Sweep.RunAsync(World.None);

        Assert.Equal(1, report.RolledForward);
        AssertComplete(id);
        Assert.Empty(_world.Storage.ExpiryRows);
    }

    [Theory]
    [InlineData(FaultTiming.BeforeEffect)]
    [InlineData(FaultTiming.AfterEffect)]
    public async Task A_chunk_that_came_late_changes_nothing_of_what_is_committed(FaultTiming timing)
    {
        var id = await DieInCommittingAsync(StorageOperation.CommitBlocks, timing);
        byte[] late = [1, 2, 3];
        await _world.Storage.Blocks.StageAsync(id, BlockId.ForChunk(0, Digests.Of(late)), new(late), World.None);
        var whole = TestFile.OfLength(1_000, seed: 9);
        await _world.Storage.Blocks.StageAsync(id, BlockId.ForChunk(0, Digests.Of(whole.Bytes)), new(whole.Bytes), World.None);

        Assert.Null((await _world.One.Complete.RunAsync(id, CompletionRequest.Plain, World.None)).Failure);
        AssertComplete(id);
    }

    [Theory]
    [InlineData(FaultTiming.BeforeEffect)]
    [InlineData(FaultTiming.AfterEffect)]
    public async Task A_file_of_sealed_pieces_is_finished_too(FaultTiming timing)
    {
        var (id, group) = (await _world.StartAsync(File), new BlockGroup(1, 2));
        foreach (var chunk in File.Chunks(id, 500))
        {
            var content = File.Slice(chunk.Offset, 500);
            await _world.Storage.Blocks.StageAsync(
                id,
                BlockId.ForChunk(chunk.Offset, Digests.Of(content)) with { Kind = BlockKind.Provisional, Group = group },
                new(content),
                World.None);
        }

        var seal = BlockId.ForChunk(0, Digests.Of([0])) with { Kind = BlockKind.Seal, Group = group };
        await _world.Storage.Blocks.StageAsync(id, seal, new([0]), World.None);
        _world.Sabotage.FailOperation(StorageOperation.CommitBlocks, timing);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _world.One.Complete.RunAsync(id, CompletionRequest.Plain, World.None));

        Assert.Null((await _world.One.Complete.RunAsync(id, CompletionRequest.Plain, World.None)).Failure);
        Assert.Equal(File.Bytes, _world.Storage.CommittedBytes(id));
        Assert.Equal(100, (await _world.One.Status.RunAsync(id, World.None)).Value.Percentage);
    }

    [Fact]
    public async Task Blocks_that_storage_lost_reject_the_upload()
    {
        var id = await DieInCommittingAsync(StorageOperation.CommitBlocks, FaultTiming.BeforeEffect);
        await _world.Storage.Commits.DiscardAsync(id, World.None);

        Assert.Equal("upload-rejected", (await _world.One.Complete.RunAsync(id, CompletionRequest.Plain, World.None)).Failure?.Code);
        Assert.Equal((UploadState.Rejected, "blocks-lost"), (_world.Session(id).State, _world.Session(id).RejectedBecause));
        Assert.Null(_world.Storage.CommittedBytes(id));
    }

    [Fact]
    public async Task A_plan_that_does_not_give_the_files_digests_rejects_the_upload()
    {
        var id = await DieInCommittingAsync(StorageOperation.CommitBlocks, FaultTiming.BeforeEffect);
        var session = _world.Session(id);
        await _world.Storage.Sessions.ReplaceAsync(session with { Plan = session.Plan!.Value[..^9] }, World.None);

        Assert.Equal("upload-rejected", (await _world.One.Complete.RunAsync(id, CompletionRequest.Plain, World.None)).Failure?.Code);
        Assert.Empty(_world.Storage.BlobIds);
    }

    [Fact]
    public async Task A_session_without_its_plan_is_a_fault()
    {
        var id = await DieInCommittingAsync(StorageOperation.CommitBlocks, FaultTiming.BeforeEffect);

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => _world.One.RollForward.RunAsync(_world.Session(id) with { Plan = null }, null, World.None));
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => _world.One.RollForward.RunAsync(_world.Session(id) with { File = null }, null, World.None));
    }

    [Fact]
    public async Task A_session_that_another_instance_finished_meanwhile_is_to_be_read_again()
    {
        var id = await DieInCommittingAsync(StorageOperation.CommitBlocks, FaultTiming.BeforeEffect);
        var stale = _world.Session(id);
        await _world.One.Complete.RunAsync(id, CompletionRequest.Plain, World.None);

        Assert.Null(await _world.One.RollForward.RunAsync(stale, null, World.None));
        AssertComplete(id);
    }

    private async Task<UploadId> DieInCommittingAsync(StorageOperation operation, FaultTiming timing)
    {
        var id = await _world.StageAllAsync(File, expected: new ExpectedDigests(Sha256: File.Sha256));
        _world.Sabotage.FailOperation(operation, timing);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _world.One.Complete.RunAsync(id, CompletionRequest.Plain, World.None));
        Assert.Equal(UploadState.Committing, _world.Session(id).State);
        _world.Sabotage.Heal();
        return id;
    }

    private void AssertComplete(UploadId id)
    {
        Assert.Equal(UploadState.Completed, _world.Session(id).State);
        Assert.Equal(File.Bytes, _world.Storage.CommittedBytes(id));
        Assert.Equal(File.Sha256, _world.Storage.VerifiedSha256(id));
    }
}
