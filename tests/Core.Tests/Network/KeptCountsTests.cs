using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Streams;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Core.Tests.Network;

/// <summary>What was counted of an upload stays readable when it has ended and every instance has forgotten it.</summary>
public sealed class KeptCountsTests
{
    private static readonly TestFile File = TestFile.OfLength(1_000);

    private readonly World _world = new();

    [Fact]
    public async Task Of_a_completed_upload_any_instance_tells_its_sums()
    {
        var id = await _world.StageAllAsync(File, chunkBytes: 300);
        _world.Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Null((await _world.One.Complete.RunAsync(id, CompletionRequest.Plain, World.None)).Failure);

        foreach (var instance in new[] { _world.One, _world.NewInstance() })
        {
            var report = (await instance.Links.RunAsync(id, World.None)).Value;
            Assert.Equal((4L, 1_000L), (report.Total.Chunks, report.Total.Bytes));
            var status = (await instance.Status.RunAsync(id, World.None)).Value;
            Assert.Equal((4L, 1_000L), (status.Counters.Chunks, status.Counters.Bytes));
            var summary = TransferSummary.Of(status.Session)!;
            Assert.Equal((1_000L, 4L, 100L, 300L), (summary.Bytes, summary.Chunks, summary.SmallestChunkBytes, summary.LargestChunkBytes));
            Assert.Equal(20d, summary.DurationSeconds);
        }
    }

    [Fact]
    public async Task It_costs_no_write_of_its_own()
    {
        var id = await _world.StageAllAsync(File);
        _world.Storage.Calls.Reset();
        await _world.One.Complete.RunAsync(id, CompletionRequest.Plain, World.None);
        Assert.Equal(2, _world.Storage.Calls.Of(StorageOperation.ReplaceSession));
        Assert.Equal(0, _world.Storage.Calls.Of(StorageOperation.WriteCounters));
    }

    [Fact]
    public async Task A_commit_that_another_instance_finishes_keeps_them()
    {
        var id = await _world.StageAllAsync(File);
        _world.Sabotage.FailOperation(StorageOperation.CommitBlocks, FaultTiming.BeforeEffect);
        await Assert.ThrowsAnyAsync<Exception>(() => _world.One.Complete.RunAsync(id, CompletionRequest.Plain, World.None));
        Assert.Null((await _world.NewInstance().Complete.RunAsync(id, CompletionRequest.Plain, World.None)).Failure);
        Assert.Equal(10, TransferSummary.Of(_world.Session(id))?.Chunks);
    }

    [Fact]
    public async Task Of_what_was_rejected_while_it_was_open_they_stay()
    {
        var id = await _world.StageAllAsync(File);
        var over = File.Rest(id, 1_000, new MemoryStream([1]), announced: 1) with { End = FileEnd.Later };
        Assert.Equal("stream-past-end", (await _world.One.Append.RunAsync(over, World.None)).Failure?.Code);

        Assert.Equal(UploadState.Rejected, _world.Session(id).State);
        Assert.Equal(10, TransferSummary.Of(_world.Session(id))?.Chunks);
    }

    [Fact]
    public async Task Of_a_file_that_is_removed_any_instance_tells_how_long_its_transfer_took()
    {
        var id = await _world.StageAllAsync(File);
        _world.Clock.Advance(TimeSpan.FromSeconds(20));
        await _world.One.Complete.RunAsync(id, CompletionRequest.Plain, World.None);
        _world.Clock.Advance(TimeSpan.FromHours(1));
        await _world.One.RemoveFile.RunAsync(id, World.None);

        Assert.Equal(20d, TransferSummary.Of((await _world.NewInstance().Status.RunAsync(id, World.None)).Value.Session)?.DurationSeconds);
    }

    [Fact]
    public async Task Of_what_was_cancelled_or_expired_they_stay_as_long_as_the_record()
    {
        var (cancelled, expired) = (await _world.StageAllAsync(File), await _world.StageAllAsync(File));
        await _world.One.Cancel.RunAsync(cancelled, World.None);
        Assert.Equal(10, TransferSummary.Of(_world.Session(cancelled))?.Chunks);
        _world.Clock.Advance(TimeSpan.FromHours(28));
        await _world.One.Sweep.RunAsync(World.None);

        Assert.Equal(UploadState.Expired, _world.Session(expired).State);
        Assert.Equal(10, TransferSummary.Of(_world.Session(expired))?.Chunks);
    }
}
