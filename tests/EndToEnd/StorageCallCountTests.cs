using SmartTransfer.Testing.Client;
using SmartTransfer.Testing.Files;
using Xunit.Abstractions;

namespace SmartTransfer.EndToEnd;

/// <summary>What a chunk costs: storage bills by the call.</summary>
public sealed class StorageCallCountTests(EndToEndFixture fixture, ITestOutputHelper output) : EndToEndTest(fixture, output)
{
    private const int ChunkBytes = 64 * 1024;
    private const int ChunkCount = 256;
    private const double MaxCallsPerChunk = 1.05;

    private readonly ITestOutputHelper _output = output;

    [Theory]
    [MemberData(nameof(BodyModes))]
    public async Task A_chunk_costs_one_storage_call_and_hardly_more(string bodies)
    {
        var proxy = StartProxy();
        var host = await StartHostAsync(bodies, proxy);
        var clients = Connect(host, 4);
        var file = new SeededFile(seed: 105, ChunkCount * ChunkBytes);
        var started = await clients[0].StartAsync("calls.bin", file.Length);

        var before = proxy.Requests.Count;
        await new ParallelUpload(file, started.Id).SendAsync(clients, ChunkPlan.Even(file.Length, ChunkBytes));
        var calls = proxy.Requests.Skip(before).ToArray();

        _output.WriteLine($"{calls.Length} storage calls for {ChunkCount} chunks, {calls.Length / (double)ChunkCount:0.000} per chunk");
        Assert.Equal(ChunkCount, calls.Count(call => call.StagesBlock));
        Assert.InRange(calls.Length / (double)ChunkCount, 1.0, MaxCallsPerChunk);
    }
}
