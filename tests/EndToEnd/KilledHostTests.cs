using SmartTransfer.Core.Ledgers;
using SmartTransfer.Testing.Client;
using SmartTransfer.Testing.Files;
using SmartTransfer.Testing.Hosts;
using Xunit.Abstractions;

namespace SmartTransfer.EndToEnd;

/// <summary>
/// Hosts that are killed (SIGKILL) between and during chunks: another instance goes on from the status, and nothing that was
/// acknowledged is ever missing.
/// </summary>
[Collection(FaultsCollection.Name)]
public sealed class KilledHostTests(EndToEndFixture fixture, ITestOutputHelper output) : EndToEndTest(fixture, output)
{
    private const int Connections = 6;
    private const int ChunkBytes = 96 * 1024;

    private readonly SeededFile _file = new(seed: 9, (6 * 1024 * 1024) + 17);

    [Theory]
    [MemberData(nameof(BodyModes))]
    public async Task A_host_killed_between_chunks_loses_nothing(string bodies)
    {
        var plan = ChunkPlan.Mixed(_file.Length, ChunkBytes, seed: 1);
        var first = await StartHostAsync(bodies);
        var started = await Connect(first).StartAsync("between.bin", _file.Length, _file.Sha256());
        var upload = new ParallelUpload(_file, started.Id);
        await upload.SendAsync(Connect(first, Connections), plan[..(plan.Length / 3)]);

        first.Kill();

        await FinishElsewhereAsync(await StartHostAsync(bodies), upload, started.Id);
    }

    [Theory]
    [InlineData(Functions, BodyCoding.Length, 3, RelayMoment.Request)]
    [InlineData(Functions, BodyCoding.Chunked, 20, RelayMoment.Answer)]
    [InlineData(Stream, BodyCoding.Length, 11, RelayMoment.Answer)]
    [InlineData(Stream, BodyCoding.Chunked, 33, RelayMoment.Request)]
    public async Task A_host_killed_while_it_stages_a_chunk_loses_nothing_that_it_acknowledged(
        string bodies, BodyCoding coding, int stagedBefore, RelayMoment moment)
    {
        var proxy = StartProxy();
        var first = await StartHostAsync(bodies, proxy);
        var started = await Connect(first).StartAsync("during.bin", _file.Length, _file.Sha256());
        var upload = new ParallelUpload(_file, started.Id);
        var staged = 0;
        proxy.Obey((request, at) =>
        {
            if (!request.StagesBlock || at != moment || Interlocked.Increment(ref staged) <= stagedBefore)
            {
                return RelayVerdict.Pass;
            }

            first.Kill();
            return RelayVerdict.Drop;
        });

        await upload.SendUntilGoneAsync(Connect(first, Connections), ChunkPlan.Mixed(_file.Length, ChunkBytes, seed: 2), coding);

        Assert.True(staged > stagedBefore, "The host was killed before all chunks were staged.");
        proxy.Pass();
        await FinishElsewhereAsync(await StartHostAsync(bodies), upload, started.Id);
    }

    [Fact]
    public async Task A_host_killed_while_bodies_are_on_their_way_takes_none_of_them_half()
    {
        const int HalfChunk = ChunkBytes / 2;
        var first = await StartHostAsync(Stream);
        var started = await Connect(first).StartAsync("half.bin", _file.Length, _file.Sha256());
        var upload = new ParallelUpload(_file, started.Id);
        await upload.SendAsync(Connect(first, Connections), ChunkPlan.Even(new ByteRange(0, 10 * ChunkBytes), ChunkBytes));
        var half = new List<CutRequest>();
        foreach (var range in ChunkPlan.Even(new ByteRange(10 * ChunkBytes, Connections * ChunkBytes), ChunkBytes))
        {
            var chunk = _file.Read(range);
            half.Add(await CutRequest.BeginAsync(first.Address, started.Id, range.Offset, chunk, (BodyCoding)(half.Count % 2)));
            await half[^1].SendBodyAsync(chunk.AsMemory(0, HalfChunk));
        }

        first.Kill();
        half.ForEach(request => request.Dispose());

        var second = await StartHostAsync(Stream);
        Assert.Equal(10 * ChunkBytes, (await Connect(second).StatusAsync(started.Id)).BytesReceived);
        await FinishElsewhereAsync(second, upload, started.Id);
    }

    [Fact]
    public async Task An_upload_survives_a_host_that_is_killed_again_and_again()
    {
        var random = new Random(77);
        var host = await StartHostAsync();
        var started = await Connect(host).StartAsync("again.bin", _file.Length, _file.Sha256());
        var upload = new ParallelUpload(_file, started.Id);
        for (var round = 0; round < 4; round++)
        {
            var missing = (await Connect(host).StatusAsync(started.Id)).Missing.SelectMany(range => ChunkPlan.Even(range, 16 * 1024));
            var plan = ChunkPlan.Shuffled(missing, round);
            var enough = upload.Acknowledged.Count + random.Next(1, plan.Length / 3);
            var sending = upload.SendUntilGoneAsync(Connect(host, Connections), plan);
            while (upload.Acknowledged.Count < enough && !sending.IsCompleted)
            {
                await Task.Delay(1);
            }

            host.Kill();
            await sending;
            host = await StartHostAsync();
        }

        await FinishElsewhereAsync(host, upload, started.Id);
    }

    /// <summary>What is missing goes to another instance, which then completes the file.</summary>
    private async Task FinishElsewhereAsync(HostProcess host, ParallelUpload upload, string id)
    {
        var clients = Connect(host, Connections);
        var status = await clients[0].StatusAsync(id);
        Assert.Equal("open", status.State);
        Assert.Empty(upload.Acknowledged.Except(status.Chunks.Select(chunk => chunk.Range)));
        Assert.Equal("upload-not-complete", (await clients[0].DownloadAsync(id)).ProblemCode);

        // A gap as one chunk: between chunks of any sizes, half of one might be smaller than a chunk of this file may be.
        await upload.SendAsync(clients, ChunkPlan.Shuffled(status.Missing, seed: 3));
        _ = (await clients[0].CompleteAsync(id)).Expected();
        Assert.Equal(_file.Sha256(), await clients[0].DownloadSha256Async(id));
    }
}
