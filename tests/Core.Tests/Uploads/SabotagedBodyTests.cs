using SmartTransfer.Core.Options;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Testing.Saboteurs;

namespace SmartTransfer.Core.Tests.Uploads;

/// <summary>What becomes of bodies that do not arrive as they were sent: nothing, and the client hears why.</summary>
public sealed class SabotagedBodyTests : IDisposable
{
    private const int MaxChunkBytes = 65_536 * 4;
    private const int ChunkBytes = 200_000;

    private static readonly TestFile File = TestFile.OfLength(500_000);
    private static readonly byte[] Content = File.Slice(0, ChunkBytes);

    private readonly World _world = new(new ServiceOptions { Limits = new LimitOptions { MaxChunkBytes = MaxChunkBytes } });
    private readonly CancellationTokenSource _client = new();

    public void Dispose() => _client.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(131_072 * 8)]
    [InlineData((ChunkBytes * 8) - 1)]
    public async Task One_flipped_bit_is_found(long bit)
    {
        await AssertRefusedAsync("chunk-digest-mismatch", () => new FlippedBitStream(Content, bit), announced: true, mismatched: 1);
        await AssertRefusedAsync("chunk-digest-mismatch", () => new FlippedBitStream(Content, bit), announced: false, mismatched: 1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(131_072)]
    [InlineData(ChunkBytes - 1)]
    public Task A_body_that_ends_early_is_refused(int bytes) =>
        AssertRefusedAsync("body-too-short", () => new ShortStream(Content, bytes), announced: true, broken: 1);

    [Theory]
    [InlineData(0, "chunk-empty")]
    [InlineData(ChunkBytes - 1, "chunk-digest-mismatch")]
    public Task A_body_of_unannounced_length_that_ends_early_is_told_by_its_digest(int bytes, string code) =>
        AssertRefusedAsync(code, () => new ShortStream(Content, bytes), announced: false, mismatched: bytes > 0 ? 1 : 0);

    [Theory]
    [InlineData(1)]
    [InlineData(1L << 40)]
    public Task A_body_longer_than_announced_is_refused(long more) =>
        AssertRefusedAsync("body-too-long", () => new LongStream(Content, more), announced: true);

    [Fact]
    public async Task A_body_of_unannounced_length_is_read_to_the_limit_and_no_further()
    {
        var body = new LongStream(Content, 1L << 40);

        await AssertRefusedAsync("chunk-too-large", () => body, announced: false);

        Assert.InRange(body.BytesRead, MaxChunkBytes, MaxChunkBytes + 1);
    }

    [Fact]
    public async Task A_body_of_unannounced_length_that_reaches_past_the_end_of_the_file_is_refused()
    {
        var id = await _world.StartAsync(File);

        var outcome = await _world.One.Stage.RunAsync(
            File.Chunk(id, 499_000, 1_000, new LongStream(File.Slice(499_000, 1_000), 1), announced: false), World.None);

        Assert.Equal("chunk-past-end", outcome.Failure?.Code);
        Assert.Empty(_world.Storage.BlobIds);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(131_072)]
    [InlineData(ChunkBytes - 1)]
    public async Task A_connection_that_breaks_leaves_nothing(int bytes)
    {
        await AssertRefusedAsync("connection-broken", () => new BrokenStream(Content, bytes), announced: true, broken: 1);
        await AssertRefusedAsync("connection-broken", () => new BrokenStream(Content, bytes), announced: false, broken: 1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task A_client_that_goes_away_in_mid_body_leaves_nothing(bool announced) =>
        AssertRefusedAsync("connection-broken", () => new ClientGoneStream(Content, ChunkBytes - 1, _client), announced, broken: 1);

    [Fact]
    public async Task A_chunk_that_was_whole_when_its_connection_broke_is_staged_all_the_same()
    {
        var id = await _world.StartAsync(File);

        var outcome = await _world.One.Stage.RunAsync(File.Chunk(id, 0, ChunkBytes, new BrokenStream(Content, ChunkBytes)), World.None);

        Assert.Null(outcome.Failure);
        Assert.Single(_world.Storage.StagedBlocks(id));
    }

    [Fact]
    public async Task A_chunk_that_was_whole_when_its_client_went_away_is_staged_all_the_same()
    {
        var id = await _world.StartAsync(File);

        var outcome = await _world.One.Stage.RunAsync(
            File.Chunk(id, 0, ChunkBytes, new ClientGoneStream(Content, ChunkBytes, _client)), _client.Token);

        Assert.True(_client.IsCancellationRequested);
        Assert.Null(outcome.Failure);
        Assert.Single(_world.Storage.StagedBlocks(id));
    }

    private async Task AssertRefusedAsync(string code, Func<Stream> body, bool announced, int broken = 0, int mismatched = 0)
    {
        var id = await _world.StartAsync(File);

        var outcome = await _world.One.Stage.RunAsync(File.Chunk(id, 0, ChunkBytes, body(), announced), _client.Token);

        Assert.Equal(code, outcome.Failure?.Code);
        Assert.Empty(_world.Storage.StagedBlocks(id));
        Assert.Equal(0, _world.One.Budget.Held);
        var counters = (await _world.One.Status.RunAsync(id, World.None)).Value.Counters;
        Assert.Equal(
            (0, broken, mismatched, broken + mismatched == 0 ? 1 : 0),
            (counters.Chunks, counters.Broken, counters.Mismatched, counters.Refused));
        Assert.Null((await _world.One.Stage.RunAsync(File.Chunk(id, 0, ChunkBytes), World.None)).Failure);
    }
}
