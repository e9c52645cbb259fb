using System.Net;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Testing.Client;
using SmartTransfer.Testing.Files;
using SmartTransfer.Testing.Time;
using Xunit.Abstractions;

namespace SmartTransfer.EndToEnd;

/// <summary>Clients that go away in mid-chunk, and chunks that were damaged on the way: nothing of them is stored.</summary>
public sealed class BrokenClientTests(EndToEndFixture fixture, ITestOutputHelper output) : EndToEndTest(fixture, output)
{
    private const int ChunkBytes = 3 * 1024 * 1024;
    private const string LeftInBody = "A client disconnected in the middle of its body";

    private readonly SeededFile _file = new(seed: 6, 2 * ChunkBytes);

    [Theory]
    [MemberData(nameof(BodyModesAndCodings))]
    public async Task A_client_that_goes_away_in_mid_chunk_leaves_nothing_behind_and_can_go_on(string bodies, BodyCoding coding)
    {
        var host = await SharedHostAsync(bodies);
        var client = Connect(host);
        var started = await client.StartAsync("cut.bin", _file.Length, _file.Sha256());
        var chunk = _file.Read(new ByteRange(0, ChunkBytes));

        int[] sent = [0, 1, ChunkBytes / 2, ChunkBytes - 1];
        for (var cut = 0; cut < sent.Length; cut++)
        {
            var leftBefore = Left(host);
            using var request = await CutRequest.BeginAsync(host.Address, started.Id, 0, chunk, coding);
            if (sent[cut] > 0)
            {
                await request.SendBodyAsync(chunk.AsMemory(0, sent[cut]));
            }

            // Some break off as a lost network does, some close in good order.
            (cut % 2 == 0 ? (Action)request.Reset : request.Dispose)();

            // A body with a length is taken in by the host itself, which never calls the function; else the function counts it.
            await Eventually.HoldsAsync("the host noticed that its client left", async () =>
                Left(host) > leftBefore || (await client.StatusAsync(started.Id)).Network!.Broken > cut);
        }

        Assert.Empty((await client.StatusAsync(started.Id)).Chunks);
        Assert.Equal((0, 0), await SharedStored.BlocksAsync(started.Id));

        await new ParallelUpload(_file, started.Id).SendAsync([client], ChunkPlan.Even(_file.Length, ChunkBytes), coding);
        _ = (await client.CompleteAsync(started.Id)).Expected();
        Assert.Equal(_file.Sha256(), await client.DownloadSha256Async(started.Id));

        static int Left(Testing.Hosts.HostProcess host) =>
            host.Output.Lines.Count(line => line.Contains(LeftInBody, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(BodyModesAndCodings))]
    public async Task A_chunk_with_one_flipped_bit_is_refused_and_not_in_the_status(string bodies, BodyCoding coding)
    {
        var client = Connect(await SharedHostAsync(bodies));
        var started = await client.StartAsync("flipped.bin", _file.Length);
        var chunk = _file.Read(new ByteRange(0, ChunkBytes));
        var digest = ApiClient.ContentDigest(chunk);

        foreach (var position in (int[])[0, ChunkBytes / 3, ChunkBytes - 1])
        {
            chunk[position] ^= 0x10;
            var refused = await client.PutChunkAsync(started.Id, 0, chunk, coding, digest);
            Assert.Equal("chunk-digest-mismatch", refused.ProblemCode);
            chunk[position] ^= 0x10;
        }

        var status = await client.StatusAsync(started.Id);
        Assert.Empty(status.Chunks);
        Assert.Equal(3, status.Network!.Mismatched);
        Assert.Equal((0, 0), await SharedStored.BlocksAsync(started.Id));

        var accepted = await client.PutChunkAsync(started.Id, 0, chunk, coding, digest);
        Assert.Equal(HttpStatusCode.OK, accepted.Status);
    }

    [Theory]
    [MemberData(nameof(BodyModes))]
    public async Task Chunks_that_contradict_one_another_are_never_resolved_in_silence(string bodies)
    {
        var client = Connect(await SharedHostAsync(bodies));
        var started = await client.StartAsync("conflict.bin", 1_000);
        _ = (await client.PutChunkAsync(started.Id, 0, new byte[1_000])).Expected();
        _ = (await client.PutChunkAsync(started.Id, 0, Enumerable.Repeat((byte)1, 1_000).ToArray())).Expected();

        Assert.Equal("chunks-conflict", (await client.CompleteAsync(started.Id)).ProblemCode);
        Assert.Equal("open", (await client.StatusAsync(started.Id)).State);
    }

    [Theory]
    [MemberData(nameof(BodyModes))]
    public async Task A_file_whose_sha256_is_not_the_promised_one_never_appears(string bodies)
    {
        ExpectedFault = "file-digest-mismatch";
        var host = await SharedHostAsync(bodies);
        var client = Connect(host);
        var started = await client.StartAsync("wrong.bin", _file.Length, new string('0', 64));
        await new ParallelUpload(_file, started.Id).SendAsync([client], ChunkPlan.Even(_file.Length, ChunkBytes));

        Assert.Equal("file-digest-mismatch", (await client.CompleteAsync(started.Id)).ProblemCode);
        Assert.False((await client.DownloadAsync(started.Id)).IsSuccess);
        Assert.Equal((0, 0), await SharedStored.BlocksAsync(started.Id));
        await Eventually.HoldsAsync("the host has written why it rejected the file", () => host.Output.Says(ExpectedFault));
    }
}
