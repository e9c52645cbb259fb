using SmartTransfer.Core.Bodies;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Testing.Saboteurs;

namespace SmartTransfer.Core.Tests.Streams;

/// <summary>A body that hardly moves keeps memory from others: it is given up, and what it brought stays where it can.</summary>
public sealed class SlowBodyTests : StreamTest
{
    [Fact]
    public async Task A_stream_below_the_least_rate_is_given_up_and_what_arrived_counts()
    {
        var id = await StartAsync();
        var body = new TricklingStream(File.Bytes, 100, TimeSpan.FromSeconds(1), TheWorld.Clock);

        Assert.Equal("stream-interrupted", await RefusalAsync(File.Rest(id, 0, body)));

        // 30 seconds of grace, and what came with the read after them.
        Assert.Equal(3_100, await OffsetAsync(id));
        Assert.Equal(0, TheWorld.One.Budget.Held);
    }

    [Fact]
    public async Task A_chunk_below_the_least_rate_is_given_up_and_nothing_of_it_is_stored()
    {
        var id = await StartAsync();
        var body = new TricklingStream(File.Bytes, 100, TimeSpan.FromSeconds(1), TheWorld.Clock);

        var outcome = await TheWorld.One.Stage.RunAsync(File.Chunk(id, 0, 10_500, body, announced: false), World.None);

        Assert.Equal("connection-broken", outcome.Failure?.Code);
        Assert.Empty(TheWorld.Storage.BlobIds);
        Assert.Equal(0, TheWorld.One.Budget.Held);
    }

    [Theory]
    [InlineData(1_024, 1)]
    [InlineData(500, 0.4)]
    public async Task A_body_at_the_least_rate_gets_through(int bytes, double seconds)
    {
        var id = await StartAsync();
        var body = new TricklingStream(File.Bytes, bytes, TimeSpan.FromSeconds(seconds), TheWorld.Clock);

        await AppendAsync(File.Rest(id, 0, body));

        AssertFileIsThere(id);
    }

    [Theory]
    [InlineData(29, 1)]
    [InlineData(31, 0)]
    public async Task A_first_piece_that_took_long_is_staged_only_if_its_upload_is_still_open(int seconds, int blocks)
    {
        var id = await StartAsync();
        var body = new HookedStream(File.Bytes, 500, async () =>
        {
            await TheWorld.NewInstance().Cancel.RunAsync(id, World.None);
            TheWorld.Clock.Advance(TimeSpan.FromSeconds(seconds));
        });

        Assert.Equal("upload-cancelled", await RefusalAsync(File.Rest(id, 0, body)));

        // Within that time the tombstone is still there, and what was staged is discarded with it.
        Assert.Equal(blocks, TheWorld.Storage.StagedBlocks(id).Count);
    }

    [Fact]
    public async Task What_arrived_to_its_last_byte_is_not_given_up_for_having_been_slow()
    {
        var id = await StartAsync();
        var body = new TricklingStream(File.Bytes, 500, TimeSpan.FromSeconds(1.45), TheWorld.Clock);

        await AppendAsync(File.Rest(id, 0, body, announced: 10_500));

        AssertFileIsThere(id);
    }
}
