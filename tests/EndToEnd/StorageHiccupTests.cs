using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Testing.Client;
using SmartTransfer.Testing.Files;
using SmartTransfer.Testing.Hosts;
using SmartTransfer.Testing.Time;
using Xunit.Abstractions;

namespace SmartTransfer.EndToEnd;

/// <summary>
/// Storage that fails now and then is the host's concern, not the client's; storage that is down is told, and forgotten when it
/// is back.
/// </summary>
[Collection(FaultsCollection.Name)]
public sealed class StorageHiccupTests(EndToEndFixture fixture, ITestOutputHelper output) : EndToEndTest(fixture, output)
{
    private const int ChunkBytes = 32 * 1024;

    private readonly SeededFile _file = new(seed: 503, 64 * ChunkBytes);

    [Theory]
    [InlineData(RelayMoment.Request, RelayVerdict.Unavailable)]
    [InlineData(RelayMoment.Request, RelayVerdict.Drop)]
    [InlineData(RelayMoment.Answer, RelayVerdict.Drop)]
    public async Task A_client_notices_nothing_of_storage_that_fails_now_and_then(RelayMoment moment, RelayVerdict verdict)
    {
        var proxy = StartProxy();
        var host = await StartHostAsync(through: proxy, more: ("SmartTransfer__Retry__BaseDelay", "00:00:00.020"));
        var clients = Connect(host, 4);

        // The first call for anything fails never, once or twice in a row, by turns; within three retries each gets through.
        var failures = new ConcurrentDictionary<string, int>();
        var turn = 0;
        proxy.Obey((request, at) =>
        {
            if (at != moment)
            {
                return RelayVerdict.Pass;
            }

            var left = failures.AddOrUpdate(
                $"{request.Method} {request.Target}", _ => Interlocked.Increment(ref turn) % 3, (_, before) => before - 1);
            return left > 0 ? verdict : RelayVerdict.Pass;
        });
        var started = await clients[0].StartAsync("hiccups.bin", _file.Length, _file.Sha256());
        await new ParallelUpload(_file, started.Id).SendAsync(
            clients, ChunkPlan.Shuffled(ChunkPlan.Even(_file.Length, ChunkBytes), seed: 1));
        var status = await clients[0].StatusAsync(started.Id);
        var completed = (await clients[0].CompleteAsync(started.Id)).Expected().Read<UploadView>();
        var sha256 = await clients[0].DownloadSha256Async(started.Id);

        Assert.Empty(status.Missing);
        Assert.Equal(_file.Length / ChunkBytes, status.Chunks.Count);
        Assert.True(status.Network!.StorageRetries > 0, "What storage failed at is in the network record.");
        Assert.Equal(_file.Sha256(), completed.File!.Sha256);
        Assert.Equal(_file.Sha256(), sha256);
    }

    [Theory]
    [InlineData(RelayVerdict.Unavailable)]
    [InlineData(RelayVerdict.Drop)]
    public async Task A_host_whose_storage_is_down_says_when_to_come_back_and_goes_on_when_storage_does(RelayVerdict verdict)
    {
        var proxy = StartProxy();
        var host = await StartHostAsync(
            through: proxy,
            more: [("SmartTransfer__Retry__BaseDelay", "00:00:00.010"), ("SmartTransfer__Retry__MaxRetries", "2"), (
                "SmartTransfer__Retry__BreakerDelay", "00:00:00.500")]);
        var client = Connect(host);
        var started = await client.StartAsync("down.bin", _file.Length, _file.Sha256());
        var upload = new ParallelUpload(_file, started.Id);
        var plan = ChunkPlan.Even(_file.Length, ChunkBytes).ToArray();
        await upload.SendAsync([client], plan[..20]);

        proxy.Always(verdict);
        foreach (var answer in (ApiAnswer[])[
            await PutAsync(client, started.Id, plan[20]),
            await PutAsync(client, started.Id, plan[21]),
            await client.TryStatusAsync(started.Id),
            await client.CompleteAsync(started.Id)])
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
            Assert.Equal("storage-unavailable", answer.ProblemCode);
            Assert.True(int.Parse(answer.Headers["Retry-After"], CultureInfo.InvariantCulture) > 0);
        }

        await Eventually.HoldsAsync(
            "health tells that storage is down", async () => (await client.HealthAsync()).Status == HttpStatusCode.ServiceUnavailable);

        proxy.Pass();
        await Eventually.HoldsAsync("the host takes chunks again", async () => (await PutAsync(client, started.Id, plan[20])).IsSuccess);
        await Eventually.HoldsAsync("health tells that storage is back", async () => (await client.HealthAsync()).IsSuccess);
        var status = await client.StatusAsync(started.Id);
        Assert.Equal(plan[..21], status.Chunks.Select(chunk => chunk.Range));
        await upload.SendAsync([client], plan[21..]);
        _ = (await client.CompleteAsync(started.Id)).Expected();
        Assert.Equal(_file.Sha256(), await client.DownloadSha256Async(started.Id));
    }

    [Fact]
    public async Task A_host_that_starts_while_storage_is_down_serves_once_storage_is_there()
    {
        var proxy = StartProxy();
        proxy.Always(RelayVerdict.Drop);
        var settings = Names.Settings(proxy.ConnectionString, Functions);
        var host = EndWithTest(await HostProcess.StartAsync(settings, untilHealthy: false));
        var client = Connect(host);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.HealthAsync()).Status);

        proxy.Pass();
        await Eventually.HoldsAsync("the host is healthy", async () => (await client.HealthAsync()).IsSuccess);
        var started = await client.StartAsync("late.bin", _file.Length, _file.Sha256());
        await new ParallelUpload(_file, started.Id).SendAsync([client], ChunkPlan.Even(_file.Length, 8 * ChunkBytes));
        _ = (await client.CompleteAsync(started.Id)).Expected();
        Assert.Equal(_file.Sha256(), await client.DownloadSha256Async(started.Id));
    }

    private Task<ApiAnswer> PutAsync(ApiClient client, string id, ByteRange chunk) =>
        client.PutChunkAsync(id, chunk.Offset, _file.Read(chunk));
}
