using SmartTransfer.Testing.Client;
using SmartTransfer.Testing.Files;
using SmartTransfer.Testing.Hosts;
using Xunit.Abstractions;

namespace SmartTransfer.EndToEnd;

/// <summary>
/// Hosts that are killed (SIGKILL) while they complete an upload: the file appears whole or not at all, and another instance
/// finishes.
/// </summary>
[Collection(FaultsCollection.Name)]
public sealed class KilledDuringCompleteTests(EndToEndFixture fixture, ITestOutputHelper output) : EndToEndTest(fixture, output)
{
    private const int ChunkBytes = 1024;
    private const int ChunkCount = 24;
    private const int MaxStorageCalls = 20;

    private readonly SeededFile _file = new(seed: 10, (ChunkCount * ChunkBytes) - 1);

    [Theory]
    [InlineData(RelayMoment.Request)]
    [InlineData(RelayMoment.Answer)]
    public async Task A_host_killed_at_the_nth_storage_call_of_a_complete_loses_nothing(RelayMoment moment)
    {
        var proxy = StartProxy();
        var host = await StartHostAsync(through: proxy);
        var survived = false;
        for (var nth = 1; !survived; nth++)
        {
            Assert.True(nth <= MaxStorageCalls, $"A complete made {MaxStorageCalls} storage calls.");
            var id = await UploadAllAsync(host);
            var victim = host;
            var calls = 0;
            proxy.Obey((_, at) =>
            {
                if (at != moment || Interlocked.Increment(ref calls) != nth)
                {
                    return RelayVerdict.Pass;
                }

                victim.Kill();
                return RelayVerdict.Drop;
            });

            var answer = await CompleteUntilGoneAsync(victim, id);
            proxy.Pass();
            survived = calls < nth;
            Assert.Equal(survived, answer?.IsSuccess == true);
            if (!survived)
            {
                host = await StartHostAsync(through: proxy);
            }

            await FinishAsync(host, id);
        }
    }

    [Fact]
    public async Task A_host_killed_at_random_moments_of_a_complete_loses_nothing()
    {
        var random = new Random(4711);
        var host = await StartHostAsync();
        for (var round = 0; round < 3; round++)
        {
            var id = await UploadAllAsync(host);
            var completing = CompleteUntilGoneAsync(host, id);
            await Task.Delay(random.Next(1, 80));
            host.Kill();
            _ = await completing;
            host = await StartHostAsync();
            await FinishAsync(host, id);
        }
    }

    private async Task<string> UploadAllAsync(HostProcess host)
    {
        var clients = Connect(host, 8);
        var started = await clients[0].StartAsync("commit.bin", _file.Length, _file.Sha256());
        await new ParallelUpload(_file, started.Id).SendAsync(
            clients, ChunkPlan.Shuffled(ChunkPlan.Even(_file.Length, ChunkBytes), seed: 5));
        return started.Id;
    }

    /// <summary>Null when the host was gone before it answered.</summary>
    private async Task<ApiAnswer?> CompleteUntilGoneAsync(HostProcess host, string id)
    {
        try
        {
            return await Connect(host).CompleteAsync(id);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private async Task FinishAsync(HostProcess host, string id)
    {
        var client = Connect(host);
        var status = await client.StatusAsync(id);
        Assert.Contains(status.State, (string[])["open", "committing", "completed"]);
        Assert.Equal(ChunkCount, status.Chunks.Count);
        Assert.Empty(status.Missing);
        Assert.Equal(status.State == "completed", (await client.DownloadAsync(id)).IsSuccess);

        var completed = (await client.CompleteAsync(id)).Expected().Read<UploadView>();
        Assert.Equal("completed", completed.State);
        Assert.Equal(_file.Sha256(), completed.File!.Sha256);
        Assert.Equal(_file.Sha256(), await client.DownloadSha256Async(id));
        Assert.Equal((0, ChunkCount), await Stored.BlocksAsync(id));
    }
}
