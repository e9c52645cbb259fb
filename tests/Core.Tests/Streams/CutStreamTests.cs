using FsCheck;
using FsCheck.Fluent;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Testing.Properties;
using SmartTransfer.Testing.Saboteurs;

namespace SmartTransfer.Core.Tests.Streams;

/// <summary>Bodies whose connection breaks or falls silent: what arrived stays.</summary>
public sealed class CutStreamTests : StreamTest
{
    public static TheoryData<int> Cuts => [0, 1, 999, 1_000, 1_001, 5_432, 10_499];

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task Every_byte_that_arrived_before_a_connection_broke_stays(int bytes)
    {
        var id = await StartAsync();

        var failure = (await TheWorld.One.Append.RunAsync(
            File.Rest(id, 0, new BrokenStream(File.Bytes, bytes), announced: 10_500), World.None)).Failure;

        Assert.Equal(("stream-interrupted", (object)(long)bytes), (failure?.Code, failure?.Facts["offset"]));
        Assert.Equal(bytes, await OffsetAsync(id));
        await AssertCanGoOnAsync(id, bytes);
    }

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task Every_byte_that_arrived_before_a_client_went_away_stays(int bytes)
    {
        using var client = new CancellationTokenSource();
        var id = await StartAsync();

        Assert.Equal(
            "stream-interrupted",
            await RefusalAsync(File.Rest(id, 0, new ClientGoneStream(File.Bytes, bytes, client)), clientGone: client.Token));

        Assert.Equal(bytes, await OffsetAsync(id));
        await AssertCanGoOnAsync(id, bytes);
    }

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task A_connection_that_falls_silent_is_given_up_and_what_it_sent_stays(int bytes)
    {
        var id = await StartAsync();
        var body = new SilentStream(File.Bytes, bytes);
        var running = TheWorld.One.Append.RunAsync(File.Rest(id, 0, body), World.None);
        await body.WhenSilent;
        TheWorld.Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.False(running.IsCompleted);

        TheWorld.Clock.Advance(TimeSpan.FromSeconds(1));
        var failure = (await running).Failure;

        Assert.Equal(("stream-interrupted", (object)(long)bytes), (failure?.Code, failure?.Facts["offset"]));
        Assert.Contains("silent", failure!.Detail, StringComparison.Ordinal);
        await AssertCanGoOnAsync(id, bytes);
    }

    [Fact]
    public async Task A_body_that_ends_before_its_announced_length_is_interrupted_and_what_came_stays()
    {
        var id = await StartAsync();

        Assert.Equal("stream-interrupted", await RefusalAsync(File.Rest(id, 0, new ShortStream(File.Bytes, 2_500), announced: 10_500)));

        await AssertCanGoOnAsync(id, 2_500);
    }

    [Fact]
    public async Task A_client_that_leaves_once_all_has_arrived_has_its_file()
    {
        using var client = new CancellationTokenSource();
        var id = await StartAsync();

        await AppendAsync(File.Rest(id, 0, new ClientGoneStream(File.Bytes, 10_500, client), announced: 10_500), clientGone: client.Token);

        AssertFileIsThere(id);
    }

    [Fact]
    public async Task A_broken_body_is_counted_as_broken()
    {
        var id = await StartAsync();
        await RefusalAsync(File.Rest(id, 0, new BrokenStream(File.Bytes, 2_500)));

        var counters = (await TheWorld.One.Status.RunAsync(id, World.None)).Value.Counters;

        Assert.Equal((3, 2_500, 1), (counters.Chunks, counters.Bytes, counters.Broken));
    }

    [Fact]
    public void However_often_and_wherever_a_body_is_cut_on_whichever_instance_the_file_is_whole_in_the_end() => Always.Holds(
        Gen.Choose(0, 10_500).ListOf().Two().Select(pair => (Cuts: pair.Item1, Seeds: pair.Item2)),
        test =>
        {
            var world = NewWorld();
            RunAsync(world, [.. test.Cuts], test.Seeds.Count).GetAwaiter().GetResult();
        });

    private static async Task RunAsync(World world, int[] cuts, int seed)
    {
        ServiceInstance[] instances = [world.One, world.NewInstance(), world.NewInstance()];
        var random = new Random(seed);
        var id = await world.StartAsync(File);
        long offset = 0;
        foreach (var cut in cuts)
        {
            if (offset == 10_500)
            {
                break;
            }

            var rest = File.Slice(offset, 10_500);
            var arrives = cut % (rest.Length + 1);
            await instances[random.Next(3)].Append.RunAsync(File.Rest(id, offset, new BrokenStream(rest, arrives)), World.None);
            var now = (await instances[random.Next(3)].Position.RunAsync(id, World.None)).Value.OffsetBytes;
            Assert.Equal(offset + arrives, now);
            offset = now;
        }

        await instances[random.Next(3)].Append.RunAsync(File.Rest(id, offset), World.None);
        Assert.Equal(File.Bytes, world.Storage.CommittedBytes(id));
        Assert.All(instances, instance => Assert.Equal(0, instance.Budget.Held));
    }

    private async Task AssertCanGoOnAsync(Core.Identity.UploadId id, int offset)
    {
        Assert.Equal(0, TheWorld.One.Budget.Held);
        await AppendAsync(File.Rest(id, offset));
        AssertFileIsThere(id);
    }
}
