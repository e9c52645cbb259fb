using System.Net;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Functions.Tests.Uploads;

/// <summary>What happens when there is no room: in the instance's memory, or among an upload's blocks.</summary>
public sealed class ChunkAdmissionTests
{
    private static readonly byte[] Chunk = new byte[65_536];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_full_instance_says_so_and_when_to_come_back(bool chunked)
    {
        await using var host = await ApiHost.StartAsync(
            [.. ApiHost.SmallChunks, "--SmartTransfer:Admission:MaxBytesInFlight=65536", "--SmartTransfer:Admission:RetryAfter=00:00:07"]);
        var upload = await ClientUpload.StartAsync(host, 1_000_000);
        var rest = new TaskCompletionSource();
        var first = upload.PutAsync(0, Bodies.Paused(Chunk, rest.Task), ("Content-Digest", Bodies.ContentDigest(Chunk)));
        await Eventually.HoldsAsync("the first chunk is in flight", async () => await BytesInFlightAsync(host) > 0);

        var reply = await upload.PutAsync(
            65_536, chunked ? Bodies.Chunked(Chunk) : Bodies.Sized(Chunk), ("Content-Digest", Bodies.ContentDigest(Chunk)));
        reply.IsProblem(HttpStatusCode.ServiceUnavailable, "busy").IsRetryable(reply);
        Assert.Equal("7", reply.Header("Retry-After"));
        Assert.Empty(upload.Blocks);

        rest.SetResult();
        (await first).Is(HttpStatusCode.OK);
        Assert.Equal(0, await BytesInFlightAsync(host));
        (await upload.PutAsync(65_536, Chunk)).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Blocks_over_what_storage_takes_are_refused_and_what_is_there_can_be_completed()
    {
        await using var host = await ApiHost.StartAsync();
        host.Stored.MaxStagedBlocks = 2;
        var upload = await ClientUpload.StartAsync(host, 2);
        (await upload.PutAsync(0, [1])).Is(HttpStatusCode.OK);
        (await upload.PutAsync(1, [2])).Is(HttpStatusCode.OK);
        (await upload.PutAsync(0, [3])).IsProblem(HttpStatusCode.Conflict, "too-many-staged-chunks");
        Assert.Equal(1, (await upload.StatusAsync()).GetProperty("network").Number("refused"));
        (await upload.PutAsync(0, [1])).Is(HttpStatusCode.OK);
        (await upload.CompleteAsync()).Is(HttpStatusCode.OK);
    }

    private static async Task<long> BytesInFlightAsync(ApiHost host) =>
        (await Reply.ToAsync(host.Client, HttpMethod.Get, "api/health")).Json.Number("bytesInFlight");
}
