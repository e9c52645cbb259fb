using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Testing.Saboteurs;

namespace SmartTransfer.Core.Tests.Streams;

/// <summary>A dead connection and its retry, or any two bodies for one upload: neither hurts nor blocks the other.</summary>
public sealed class TwoStreamsTests : StreamTest
{
    [Fact]
    public async Task A_retry_goes_on_beside_a_connection_that_is_dead_and_does_not_know_it()
    {
        var id = await StartAsync();
        var dead = new SilentStream(File.Bytes, 2_500);
        var first = TheWorld.One.Append.RunAsync(File.Rest(id, 0, dead), World.None);
        await dead.WhenSilent;

        var offset = await OffsetAsync(id);
        Assert.Equal(2_000, offset);
        await AppendAsync(File.Rest(id, offset));

        AssertFileIsThere(id);
        TheWorld.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.NotNull((await first).Failure);
        AssertFileIsThere(id);
    }

    [Fact]
    public async Task Two_bodies_with_the_same_bytes_both_get_through()
    {
        var id = await StartAsync();
        var other = TheWorld.NewInstance();
        var held = new HeldStream(File.Bytes);
        var slow = other.Append.RunAsync(File.Rest(id, 0, held), World.None);
        await held.WhenWaitedFor;

        await AppendAsync(Part(id, 0, 3_300));
        held.Release();

        Assert.Equal(UploadState.Completed, (await slow).Value.Session.State);
        AssertFileIsThere(id);
    }

    [Fact]
    public async Task Whichever_of_two_bodies_is_faster_at_every_block_the_file_is_the_same()
    {
        for (var seed = 0; seed < 30; seed++)
        {
            var id = await StartAsync();
            var bodies = Enumerable.Range(0, 2).Select(n => (n == 0 ? TheWorld.One : TheWorld.NewInstance()).Append.RunAsync(
                File.Rest(id, 0, new DribblingStream(File.Bytes, seed + (n * 100))), World.None));

            var outcomes = await Task.WhenAll(bodies);

            Assert.Contains(outcomes, outcome => outcome.Failure is null);
            Assert.Equal(10_500, await OffsetAsync(id));
            AssertFileIsThere(id);
        }
    }
}
