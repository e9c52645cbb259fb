using FsCheck.Fluent;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Testing.Properties;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Core.Tests.Network;

/// <summary>What a client's next upload knows of the one before.</summary>
public class KnownClientTests
{
    private static readonly TestFile File = TestFile.OfLength(1_000);

    private static readonly ClientKey Client = SampleClient.Key(1);

    [Fact]
    public void On_any_steady_link_the_next_upload_starts_with_the_size_and_the_connections_that_stood_when_the_last_one_ended() =>
        Always.Holds(
        from seed in Gen.Choose(0, int.MaxValue)
        from rate in Gen.Choose(12, 24)
        from connections in Gen.Choose(1, 6)
        from overhead in Gen.Choose(10, 600)
        from failures in Gen.Elements(0, 1, 3, 10, 30, 100)
        from source in Gen.Elements(TimeSource.Reported, TimeSource.Streamed, TimeSource.Completions)
        from chunks in Gen.Choose(10, 300)
        from hours in Gen.Choose(0, 6)
        select (seed, link: new SteadyLink(Math.Pow(2, rate), connections, overhead / 1000d, failures / 1000d, source), chunks, hours),
        given =>
        {
            var world = new World();
            var stood = SendAsync(world, given.link, given.chunks, given.seed).GetAwaiter().GetResult();
            world.Clock.Advance(TimeSpan.FromHours(given.hours));
            var next = world.One.Start.RunAsync(File.Wanted() with { Client = Client }, World.None).GetAwaiter().GetResult().Value.Advice;

            // Save where the link was about to be judged otherwise, and fading tips it: four in 1,000.
            Assert.True(
                next.ChunkBytes == stood.ChunkBytes || next.Stability != stood.Stability || next.ChunkBytes < 2 * stood.ChunkBytes,
                $"{stood} {next}");
            Assert.Equal(stood.Parallelism, next.Parallelism);
        });

    [Theory]
    [InlineData(TimeSource.Reported)]
    [InlineData(TimeSource.Streamed)]
    [InlineData(TimeSource.Completions)]
    public async Task A_good_link_is_known_to_be_good_from_the_first_chunk(TimeSource source)
    {
        var world = new World();
        var stood = await SendAsync(world, new SteadyLink(400_000, 4, 0.1, 0.0005, source), chunks: 100, seed: 1);
        world.Clock.Advance(TimeSpan.FromHours(12));

        var next = (await world.One.Start.RunAsync(File.Wanted() with { Client = Client }, World.None)).Value.Advice;
        var stranger = (await world.One.Start.RunAsync(File.Wanted() with { Client = SampleClient.Key(2) }, World.None)).Value.Advice;

        Assert.Equal((stood.ChunkBytes, stood.Parallelism, stood.Stability), (next.ChunkBytes, next.Parallelism, next.Stability));
        Assert.NotEqual(stranger.ChunkBytes, next.ChunkBytes);
    }

    [Fact]
    public async Task Four_failures_tell_that_a_link_has_turned_bad_however_good_it_is_known_to_be()
    {
        var world = new World();
        await SendAsync(world, new SteadyLink(1_000_000, 4, 0.1, 0, TimeSource.Streamed), chunks: 300, seed: 1);
        var session = (await world.Storage.Sessions.FindAsync(await world.StartAsync(File, client: Client), World.None))!;
        for (var i = 0; i < StabilityRule.UnstableInRow; i++)
        {
            world.One.Network.BeginBlock(session, new Dialect("tus")).Count(ChunkResult.Broken, 0);
        }

        var advice = new TransferAdvisor(world.One.Options.Network, world.One.Options.Limits).Advise(
            1_000, world.One.Network.Known(session), world.Clock.GetUtcNow());
        Assert.Equal((LinkStability.Unstable, 1), (advice.Stability, advice.Parallelism));
        Assert.InRange(advice.ChunkBytes, 65_536, 262_144);
    }

    [Fact]
    public async Task What_is_remembered_fades_by_the_day_until_a_client_is_a_stranger_again()
    {
        var world = new World();
        await SendAsync(world, new SteadyLink(1_000_000, 1, 0.1, 0, TimeSource.Streamed), chunks: 100, seed: 1);
        world.Clock.Advance(TimeSpan.FromDays(20));

        var start = await world.One.Clients.RecallAsync(Client, World.None);
        Assert.InRange(start.Evidence.Attempts, 0, 0.01);
        Assert.Equal(
            262_144, (await world.One.Start.RunAsync(File.Wanted() with { Client = Client }, World.None)).Value.Advice.ChunkBytes);
    }

    [Fact]
    public async Task The_link_of_the_last_upload_counts_and_not_the_one_before_it()
    {
        var world = new World();
        await SendAsync(world, new SteadyLink(8_000_000, 6, 0.1, 0, TimeSource.Streamed), chunks: 300, seed: 1);
        var stood = await SendAsync(world, new SteadyLink(20_000, 1, 0.2, 0.02, TimeSource.Streamed), chunks: 100, seed: 1);

        var next = (await world.One.Start.RunAsync(File.Wanted() with { Client = Client }, World.None)).Value.Advice;
        Assert.InRange(next.ChunkBytes, 65_536, stood.ChunkBytes);
        Assert.Equal(stood.Parallelism, next.Parallelism);
    }

    [Fact]
    public async Task What_every_instance_counted_is_known_to_the_next_upload()
    {
        var world = new World();
        var (other, file) = (world.NewInstance(), TestFile.OfLength(400));
        var id = await world.StartAsync(file, client: Client);
        foreach (var (chunk, instance) in file.Chunks(id, 100).Zip([world.One, other, world.One, other]))
        {
            world.Clock.Advance(TimeSpan.FromSeconds(1));
            Assert.Null((await instance.Stage.RunAsync(chunk, World.None)).Failure);
        }

        await other.Network.WriteAllAsync(World.None);
        Assert.Equal((0, 2), (world.Storage.ProfileRows[0].Sessions, Math.Round(world.Storage.ProfileRows[0].Total.Evidence.Stored, 1)));
        await world.One.Complete.RunAsync(id, CompletionRequest.Plain, World.None);

        var profile = Assert.Single(world.Storage.ProfileRows);
        Assert.Equal((1, 4, 400), (profile.Sessions, profile.Total.Chunks, profile.Total.Bytes));
        Assert.Null(world.Session(id).Client);
        Assert.NotNull((await world.One.Complete.RunAsync(id, CompletionRequest.Plain, World.None)).Value);
        Assert.Equal(profile, Assert.Single(world.Storage.ProfileRows));
    }

    [Fact]
    public async Task An_upload_of_a_client_without_a_key_and_one_that_sent_nothing_cost_no_call_more()
    {
        var world = new World();
        await world.One.Complete.RunAsync(await world.StageAllAsync(File), CompletionRequest.Plain, World.None);
        await world.One.Cancel.RunAsync(await world.StageAllAsync(File), World.None);
        Assert.DoesNotContain(
            world.Storage.Calls.ByOperation.Keys, operation => operation.ToString().Contains("Profile", StringComparison.Ordinal));

        await world.One.Cancel.RunAsync(await world.StartAsync(File, client: Client), World.None);
        Assert.Equal((1, 0), (world.Storage.Calls.Of(StorageOperation.FindProfile), world.Storage.ProfileRows.Count));
    }

    private static async Task<TransferAdvice> SendAsync(World world, SteadyLink link, int chunks, int seed)
    {
        var id = await world.StartAsync(File, client: Client);
        var session = (await world.Storage.Sessions.FindAsync(id, World.None))!;
        var stood = link.Send(world, world.One, session, chunks, seed);
        await world.One.Network.RememberAsync(session, World.None);
        return stood;
    }
}
