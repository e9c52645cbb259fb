using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Testing.Saboteurs;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Core.Tests.Streams;

public sealed class StreamMemoryTests : StreamTest
{
    [Fact]
    public async Task A_body_of_any_length_holds_two_blocks_at_most()
    {
        var most = 0L;
        var id = (await TheWorld.One.Start.RunAsync(File.Wanted() with { LengthBytes = 1_000_000 }, World.None)).Value.Session.Id;
        var body = new WatchedStream(new LongStream([], 1_000_000), () => most = Math.Max(most, TheWorld.One.Budget.Held));

        await AppendAsync(File.Rest(id, 0, body));

        Assert.InRange(most, BlockBytes, 2 * BlockBytes);
        Assert.Equal(0, TheWorld.One.Budget.Held);
    }

    [Fact]
    public async Task Where_there_is_room_for_one_block_alone_the_body_gets_through_all_the_same()
    {
        var world = NewWorld(maxBytesInFlight: BlockBytes);
        var id = await world.StartAsync(File);

        Assert.Null((await world.One.Append.RunAsync(File.Rest(id, 0), World.None)).Failure);

        Assert.Equal(File.Bytes, world.Storage.CommittedBytes(id));
    }

    [Fact]
    public async Task Where_there_is_no_room_at_all_the_client_is_told_to_come_back()
    {
        var id = await StartAsync();
        Assert.True(TheWorld.One.Budget.TryTake(default, TheWorld.One.Options.Admission.MaxBytesInFlight));

        var failure = (await TheWorld.One.Append.RunAsync(File.Rest(id, 0), World.None)).Failure;

        Assert.Equal("busy", failure?.Code);
        Assert.Equal(TimeSpan.FromSeconds(1), failure?.RetryAfter);
        Assert.Empty(TheWorld.Storage.BlobIds);
    }

    [Theory]
    [InlineData(FaultTiming.BeforeEffect)]
    [InlineData(FaultTiming.AfterEffect)]
    public async Task Storage_that_fails_in_mid_body_costs_no_memory_and_nothing_that_was_staged(FaultTiming timing)
    {
        var id = await StartAsync();
        await TheWorld.One.Position.RunAsync(id, World.None);
        TheWorld.Sabotage.FailCall(4, timing);

        await Assert.ThrowsAsync<Core.Ports.StorageUnavailableException>(() => TheWorld.One.Append.RunAsync(File.Rest(id, 0), World.None));

        Assert.Equal(0, TheWorld.One.Budget.Held);
        var offset = await OffsetAsync(id);
        Assert.InRange(offset, 2_000, 4_000);
        await AppendAsync(File.Rest(id, offset));
        AssertFileIsThere(id);
    }
}
