using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Core.Tests.Uploads;

public class GetStatusTests
{
    private static readonly TestFile File = TestFile.OfLength(1_000);

    private readonly World _world = new();

    [Fact]
    public async Task It_names_what_is_there_and_what_is_missing()
    {
        var id = await _world.StartAsync(File);
        await _world.One.Stage.RunAsync(File.Chunk(id, 0, 100), World.None);
        await _world.One.Stage.RunAsync(File.Chunk(id, 300, 200), World.None);

        var status = await StatusAsync(id);

        Assert.Equal([new ByteRange(0, 100), new ByteRange(300, 200)], status.Received);
        Assert.Equal([new ByteRange(100, 200), new ByteRange(500, 500)], status.Missing);
        Assert.Equal(300, status.BytesReceived);
        Assert.Equal(30, status.Percentage);
        Assert.Equal(2, status.Chunks.Count);
        Assert.Equal(2, status.Counters.Chunks);
    }

    [Fact]
    public async Task It_names_conflicts()
    {
        var other = TestFile.OfLength(1_000, seed: 2);
        var id = await _world.StartAsync(File);
        await _world.One.Stage.RunAsync(File.Chunk(id, 0, 100), World.None);
        await _world.One.Stage.RunAsync(other.Chunk(id, 0, 100), World.None);

        Assert.Equal(new ByteRange(0, 100), Assert.Single((await StatusAsync(id)).Conflicts).Range);
    }

    [Fact]
    public async Task All_instances_counters_are_told_together()
    {
        var other = _world.NewInstance();
        var id = await _world.StartAsync(File);
        await _world.One.Stage.RunAsync(File.Chunk(id, 0, 100), World.None);
        await other.Stage.RunAsync(File.Chunk(id, 100, 100), World.None);
        await other.Network.WriteAllAsync(World.None);

        Assert.Equal(2, (await StatusAsync(id)).Counters.Chunks);
    }

    [Fact]
    public async Task Nobody_has_an_unknown_upload() =>
        Assert.Equal("upload-not-found", (await _world.One.Status.RunAsync(UploadId.FromBytes(new byte[16]), World.None)).Failure?.Code);

    [Fact]
    public async Task An_open_upload_whose_time_is_over_is_told_as_expired_before_the_sweep_has_come()
    {
        var id = await _world.StartAsync(File);
        _world.Clock.Advance(TimeSpan.FromHours(24));

        var status = await StatusAsync(id);

        Assert.Equal(UploadState.Expired, status.Session.State);
        Assert.Null(status.ExpiresAt);
        Assert.Equal(UploadState.Open, _world.Session(id).State);
    }

    [Fact]
    public async Task A_completed_upload_consists_of_its_committed_chunks_whatever_was_staged_since()
    {
        var id = await _world.StageAllAsync(File);
        await _world.One.Complete.RunAsync(id, CompletionRequest.Plain, World.None);
        await _world.Storage.Blocks.StageAsync(id, BlockId.ForChunk(0, Digests.Of([1, 2])), new([1, 2]), World.None);

        var status = await StatusAsync(id);

        Assert.Equal(UploadState.Completed, status.Session.State);
        Assert.Equal(10, status.Chunks.Count);
        Assert.Equal(100, status.Percentage);
        Assert.Empty(status.Conflicts);
    }

    [Fact]
    public async Task Of_a_cancelled_upload_nothing_is_there_whatever_a_late_chunk_staged()
    {
        var id = await _world.StageAllAsync(File);
        await _world.One.Cancel.RunAsync(id, World.None);
        await _world.Storage.Blocks.StageAsync(id, BlockId.ForChunk(0, Digests.Of([1, 2])), new([1, 2]), World.None);

        var status = await StatusAsync(id);

        Assert.Equal(UploadState.Cancelled, status.Session.State);
        Assert.Equal(0, status.BytesReceived);
        Assert.Empty(status.Chunks);
    }

    [Theory]
    [InlineData(1_000, 999, 99.9)]
    [InlineData(3, 1, 33.33)]
    [InlineData(5_138_022_400_000, 5_138_022_399_999, 99.99)]
    [InlineData(5_138_022_400_000, 5_138_022_400_000, 100)]
    [InlineData(1_000_000, 1, 0)]
    public async Task The_percentage_is_rounded_down_so_that_100_means_all(long length, long received, double percentage)
    {
        var id = await _world.StartAsync(File);

        var status = await StatusAsync(id) with { BytesReceived = received };

        Assert.Equal(percentage, (status with { Session = status.Session with { LengthBytes = length } }).Percentage);
    }

    private async Task<UploadStatus> StatusAsync(UploadId id) => (await _world.One.Status.RunAsync(id, World.None)).Value;
}
