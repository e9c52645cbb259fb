using SmartTransfer.Testing.Client;
using SmartTransfer.Testing.Files;
using Xunit.Abstractions;

namespace SmartTransfer.EndToEnd;

/// <summary>The main job: a large file goes in by pieces and comes out whole.</summary>
public sealed class LargeFileTests(EndToEndFixture fixture, ITestOutputHelper output) : EndToEndTest(fixture, output)
{
    private const int MebiByte = 1024 * 1024;

    [Theory]
    [InlineData(Functions, BodyCoding.Length, 160L * MebiByte, 8 * MebiByte)]
    [InlineData(Functions, BodyCoding.Chunked, (20L * MebiByte) + 1, MebiByte)]
    [InlineData(Stream, BodyCoding.Length, (20L * MebiByte) - 1, MebiByte)]
    [InlineData(Stream, BodyCoding.Chunked, (20L * MebiByte) + 4095, MebiByte)]
    public async Task A_file_sent_in_random_order_in_chunks_of_mixed_sizes_by_eight_connections_arrives_unchanged(
        string bodies, BodyCoding coding, long length, int maxChunkBytes)
    {
        var host = await StartHostAsync(bodies);
        var connections = Connect(host, 8);
        var file = new SeededFile(seed: 300, length);
        var sha256 = file.Sha256();
        var plan = ChunkPlan.Mixed(length, maxChunkBytes, seed: 8);
        var started = await connections[0].StartAsync("large.bin", length, sha256);
        var upload = new ParallelUpload(file, started.Id);

        await upload.SendAsync(connections, plan[..(plan.Length / 2)], coding);
        var halfway = await connections[0].StatusAsync(started.Id);
        await upload.SendAsync(connections, plan[(plan.Length / 2)..], coding);
        var status = await connections[0].StatusAsync(started.Id);
        var completed = (await connections[0].CompleteAsync(started.Id)).Expected().Read<UploadView>();

        Assert.Equal(plan[..(plan.Length / 2)].Sum(chunk => chunk.Length), halfway.BytesReceived);
        Assert.Equal(length - halfway.BytesReceived, halfway.Missing.Sum(range => range.Length));
        Assert.Empty(status.Missing);
        Assert.Equal(plan.OrderBy(chunk => chunk.Offset), status.Chunks.Select(chunk => chunk.Range));
        Assert.Equal("completed", completed.State);
        Assert.Equal(sha256, completed.File!.Sha256);
        Assert.Equal(plan.Length, completed.File.ChunkCount);
        Assert.Equal(sha256, await connections[0].DownloadSha256Async(started.Id));
        Assert.Equal((0, plan.Length), await Stored.BlocksAsync(started.Id));
    }
}
