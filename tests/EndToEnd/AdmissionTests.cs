using System.Net;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Testing.Client;
using SmartTransfer.Testing.Files;
using Xunit.Abstractions;

namespace SmartTransfer.EndToEnd;

/// <summary>More clients than memory: those for whom there is no room are told to come back, and all get through.</summary>
[Collection(FaultsCollection.Name)]
public sealed class AdmissionTests(EndToEndFixture fixture, ITestOutputHelper output) : EndToEndTest(fixture, output)
{
    private const int ChunkBytes = 512 * 1024;
    private const int Connections = 16;

    [Theory]
    [MemberData(nameof(BodyModesAndCodings))]
    public async Task Clients_for_whom_there_is_no_room_are_told_when_to_come_back_and_get_through_then(string bodies, BodyCoding coding)
    {
        // Room for two chunks at once, and sixteen clients.
        var host = await StartHostAsync(
            bodies, more: [("SmartTransfer__Limits__MaxChunkBytes", "1048576"), ("SmartTransfer__Limits__MaxFileBytes", "1073741824"),
            ("SmartTransfer__Network__FastChunkBytes", "1048576"), ("SmartTransfer__Admission__MaxBytesInFlight", "1048576")]);
        var clients = Connect(host, Connections);
        var file = new SeededFile(seed: 16, Connections * ChunkBytes);
        var started = await clients[0].StartAsync("crowd.bin", file.Length, file.Sha256());

        var refusals = await Task.WhenAll(ChunkPlan.Even(file.Length, ChunkBytes).Zip(clients, (chunk, client) =>
            Task.Run(() => SendPatientlyAsync(client, started.Id, chunk, file.Read(chunk), coding))));

        Assert.All(refusals.SelectMany(refusal => refusal), refusal =>
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refusal.Status);
            Assert.Equal("busy", refusal.ProblemCode);
            Assert.Equal("1", refusal.Headers["Retry-After"]);
        });
        _ = (await clients[0].CompleteAsync(started.Id)).Expected();
        Assert.Equal(file.Sha256(), await clients[0].DownloadSha256Async(started.Id));
        Assert.Contains("\"bytesInFlight\":0", (await clients[0].HealthAsync()).ToString(), StringComparison.Ordinal);
    }

    private static async Task<List<ApiAnswer>> SendPatientlyAsync(
        ApiClient client, string id, ByteRange chunk, byte[] bytes, BodyCoding coding)
    {
        var refusals = new List<ApiAnswer>();
        while (await client.PutChunkAsync(id, chunk.Offset, bytes, coding) is { IsSuccess: false } refusal)
        {
            refusals.Add(refusal);
            await Task.Delay(50);
        }

        return refusals;
    }
}
