using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Tests.Service;

namespace SmartTransfer.Core.Tests.Uploads;

/// <summary>A file of 100,000 bytes takes chunks of 3 bytes and more, so a gap of one byte needs an exception.</summary>
public class SmallGapTests
{
    private static readonly TestFile File = TestFile.OfLength(100_000);

    private readonly World _world = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_chunk_below_the_floor_is_taken_where_it_fills_a_whole_gap(bool announced)
    {
        var id = await WithGapAsync();
        var outcome = await _world.One.Stage.RunAsync(File.Chunk(id, 10, 1, announced: announced), World.None);
        Assert.Null(outcome.Failure);
        Assert.Empty((await _world.One.Status.RunAsync(id, World.None)).Value.Missing);
    }

    [Theory]
    [InlineData(9, 1)]
    [InlineData(10, 2)]
    [InlineData(50, 1)]
    public async Task A_chunk_below_the_floor_is_refused_anywhere_else(int offset, int length)
    {
        var id = await WithGapAsync();
        var outcome = await _world.One.Stage.RunAsync(File.Chunk(id, offset, length), World.None);
        Assert.Equal("chunk-too-small", outcome.Failure?.Code);
        Assert.Equal(2, _world.Storage.StagedBlocks(id).Count);
    }

    private async Task<UploadId> WithGapAsync()
    {
        var id = await _world.StartAsync(File);
        Assert.Null((await _world.One.Stage.RunAsync(File.Chunk(id, 0, 10), World.None)).Failure);
        Assert.Null((await _world.One.Stage.RunAsync(File.Chunk(id, 11, 99_989), World.None)).Failure);
        return id;
    }
}
