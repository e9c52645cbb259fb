using FsCheck.Fluent;
using SmartTransfer.Core.Bodies;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Testing.Properties;
using SmartTransfer.Testing.Saboteurs;

namespace SmartTransfer.Core.Tests.Admission;

public class AdmissionTests
{
    private const int Budget = 1_000_000;

    private static readonly TestFile File = TestFile.OfLength(1_200_000);

    [Fact]
    public async Task Over_the_budget_a_chunk_is_turned_away_unread_and_welcome_later()
    {
        var world = NewWorld();
        var id = await world.StartAsync(File);
        var held = new HeldStream(File.Slice(0, 600_000));
        var first = world.One.Stage.RunAsync(File.Chunk(id, 0, 600_000, held), World.None);
        await held.WhenWaitedFor;

        var second = await world.One.Stage.RunAsync(File.Chunk(id, 600_000, 600_000, new UntouchableStream()), World.None);

        Assert.Equal("busy", second.Failure?.Code);
        Assert.Equal(TimeSpan.FromSeconds(3), second.Failure?.RetryAfter);
        Assert.Equal(600_000, world.One.Budget.Held);
        held.Release();
        Assert.Null((await first).Failure);
        Assert.Equal(0, world.One.Budget.Held);
        Assert.Null((await world.One.Stage.RunAsync(File.Chunk(id, 600_000, 600_000), World.None)).Failure);
    }

    [Fact]
    public async Task A_body_of_unannounced_length_is_turned_away_when_it_grows_over_the_budget()
    {
        var world = NewWorld();
        var id = await world.StartAsync(File);
        Assert.True(world.One.Budget.TryTake(default, Budget - 200_000));

        var outcome = await world.One.Stage.RunAsync(File.Chunk(id, 0, 600_000, announced: false), World.None);

        Assert.Equal("busy", outcome.Failure?.Code);
        Assert.Equal(Budget - 200_000, world.One.Budget.Held);
        Assert.Empty(world.Storage.BlobIds);
    }

    [Fact]
    public void After_any_bodies_at_once_the_budget_is_whole_again() => Always.Holds(
        from seed in Gen.Choose(0, int.MaxValue)
        from count in Gen.Choose(1, 12)
        select (seed, count),
        given => SendAllAsync(given.seed, given.count).GetAwaiter().GetResult());

    [Fact]
    public void The_budget_is_given_out_to_the_last_byte_and_not_beyond()
    {
        var budget = new BytesInFlight(new AdmissionOptions { MaxBytesInFlight = 100 });

        Assert.True(budget.TryTake(default, 60));
        Assert.False(budget.TryTake(default, 41));
        Assert.Equal(60, budget.Held);
        Assert.True(budget.TryTake(default, 40));
        Assert.False(budget.TryTake(default, 1));
        budget.Give(default, 100);
        Assert.Equal(0, budget.Held);
    }

    [Fact]
    public async Task However_many_take_at_once_no_more_is_held_than_there_is()
    {
        var budget = new BytesInFlight(new AdmissionOptions { MaxBytesInFlight = 100 });
        var most = 0L;

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                if (budget.TryTake(default, 30))
                {
                    InterlockedMax(ref most, Interlocked.Increment(ref _holders));
                    Interlocked.Decrement(ref _holders);
                    budget.Give(default, 30);
                }
            }
        })));

        Assert.InRange(most, 1, 3);
        Assert.Equal(0, budget.Held);
    }

    private long _holders;

    private static void InterlockedMax(ref long most, long seen)
    {
        for (var known = Volatile.Read(ref most); seen > known; known = Volatile.Read(ref most))
        {
            Interlocked.CompareExchange(ref most, seen, known);
        }
    }

    private static async Task SendAllAsync(int seed, int count)
    {
        var world = NewWorld();
        var id = await world.StartAsync(File);
        var random = new Random(seed);
        using var client = new CancellationTokenSource();
        await Task.WhenAll(Enumerable.Range(0, count).Select(_ => SendAsync(world, AnyChunk(id, random, client), client.Token)));

        Assert.Equal(0, world.One.Budget.Held);
    }

    private static async Task SendAsync(World world, ChunkUpload chunk, CancellationToken clientGone)
    {
        try
        {
            await world.One.Stage.RunAsync(chunk, clientGone);
        }
        catch (OperationCanceledException) when (clientGone.IsCancellationRequested)
        {
            // The client that went away during its own chunk takes the others of the same connection with it.
        }
    }

    private static ChunkUpload AnyChunk(UploadId id, Random random, CancellationTokenSource client)
    {
        var offset = random.Next(0, 1_000_000);
        var content = File.Slice(offset, random.Next(1, 200_000));
        Stream body = random.Next(7) switch
        {
            0 => new FlippedBitStream(content, random.Next(content.Length * 8)),
            1 => new ShortStream(content, random.Next(content.Length)),
            2 => new LongStream(content, random.Next(1, 1_000_000)),
            3 => new BrokenStream(content, random.Next(content.Length)),
            4 => new ClientGoneStream(content, random.Next(content.Length), client),
            _ => new DribblingStream(content, random.Next()),
        };
        return File.Chunk(id, offset, content.Length, body, announced: random.Next(2) == 0);
    }

    private static World NewWorld() =>
        new(new ServiceOptions { Admission = new AdmissionOptions { MaxBytesInFlight = Budget, RetryAfter = TimeSpan.FromSeconds(3) } });
}
