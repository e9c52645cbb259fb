using System.Net;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Testing.Client;
using SmartTransfer.Testing.Files;
using SmartTransfer.Testing.Hosts;
using SmartTransfer.Testing.Time;
using Xunit.Abstractions;

namespace SmartTransfer.EndToEnd;

/// <summary>Two instances on one storage: any of them serves any request, and nothing depends on which.</summary>
public sealed class TwoInstancesTests(EndToEndFixture fixture, ITestOutputHelper output) : EndToEndTest(fixture, output)
{
    private const int ChunkBytes = 128 * 1024;
    private const int Rounds = 12;

    private readonly SeededFile _file = new(seed: 2, (4 * 1024 * 1024) + 1);
    private HostProcess _one = null!;
    private HostProcess _other = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _one = await SharedHostAsync(Functions);
        _other = await SharedHostAsync(Stream);
    }

    [Fact]
    public async Task Two_instances_serve_one_upload_by_turns()
    {
        var clients = (ApiClient[])[Connect(_one), Connect(_other)];
        var started = await clients[0].StartAsync("turns.bin", _file.Length, _file.Sha256());
        var turn = 0;
        foreach (var chunk in ChunkPlan.Mixed(_file.Length, ChunkBytes * 2, seed: 4))
        {
            var (here, there) = (clients[turn % 2], clients[(turn + 1) % 2]);
            _ = (await here.PutChunkAsync(started.Id, chunk.Offset, _file.Read(chunk))).Expected();
            if (turn++ % 5 == 0)
            {
                Assert.Contains(chunk, (await there.StatusAsync(started.Id)).Chunks.Select(stored => stored.Range));
            }
        }

        _ = (await clients[1].CompleteAsync(started.Id)).Expected();
        Assert.Equal("completed", (await clients[0].StatusAsync(started.Id)).State);
        Assert.Equal(_file.Sha256(), await clients[0].DownloadSha256Async(started.Id));
    }

    [Fact]
    public async Task Two_instances_serve_one_upload_at_once_even_when_they_are_sent_the_same_chunks()
    {
        var clients = (ApiClient[])[.. Connect(_one, 4), .. Connect(_other, 4)];
        var started = await clients[0].StartAsync("at-once.bin", _file.Length, _file.Sha256());
        var upload = new ParallelUpload(_file, started.Id);
        var plan = ChunkPlan.Shuffled(ChunkPlan.Even(_file.Length, ChunkBytes), seed: 6);

        await upload.SendAsync(clients, plan.Concat(plan));

        Assert.Equal(plan.Length, (await clients[0].StatusAsync(started.Id)).Chunks.Count);
        _ = (await clients[0].CompleteAsync(started.Id)).Expected();
        Assert.Equal(_file.Sha256(), await clients[7].DownloadSha256Async(started.Id));
    }

    [Fact]
    public async Task A_cancel_on_one_instance_is_heard_by_the_other_and_nothing_of_the_upload_stays()
    {
        var (here, there) = (Connect(_one), Connect(_other));
        var started = await here.StartAsync("cancelled.bin", _file.Length);
        var chunk = _file.Read(new ByteRange(0, ChunkBytes));
        _ = (await there.PutChunkAsync(started.Id, 0, chunk)).Expected();

        Assert.Equal(HttpStatusCode.NoContent, (await here.CancelAsync(started.Id)).Status);

        // For as long as its cache lives, the other may take chunks in; afterwards it must not.
        await Eventually.HoldsAsync("the other instance heard of the cancel", async () =>
            (await there.PutChunkAsync(started.Id, 0, chunk)).ProblemCode == "upload-cancelled");
        Assert.Equal("cancelled", (await there.StatusAsync(started.Id)).State);
        Assert.Equal("upload-cancelled", (await there.CompleteAsync(started.Id)).ProblemCode);

        // What it had taken in meanwhile, a cancel that is repeated discards, and so does the sweep.
        Assert.Equal(HttpStatusCode.NoContent, (await there.CancelAsync(started.Id)).Status);
        Assert.Equal((0, 0), await SharedStored.BlocksAsync(started.Id));
    }

    [Fact]
    public async Task Two_completes_at_once_both_succeed_with_the_same_file()
    {
        var (here, there) = (Connect(_one), Connect(_other));
        for (var round = 0; round < Rounds; round++)
        {
            var (id, file) = await UploadSmallAsync(here, there, round);

            var answers = await Task.WhenAll(here.CompleteAsync(id), there.CompleteAsync(id));

            var files = answers.Select(answer => answer.Expected().Read<UploadView>().File).ToArray();
            Assert.Equal(files[0], files[1]);
            Assert.Equal(file.Sha256(), await there.DownloadSha256Async(id));
            Assert.Equal((0, files[0]!.ChunkCount), await SharedStored.BlocksAsync(id));
        }
    }

    [Fact]
    public async Task Of_a_complete_and_a_cancel_at_once_exactly_one_wins()
    {
        var (here, there) = (Connect(_one), Connect(_other));
        for (var round = 0; round < 2 * Rounds; round++)
        {
            var (id, file) = await UploadSmallAsync(here, there, round);

            var (first, second) = round % 2 == 0 ? (here, there) : (there, here);
            var completing = first.CompleteAsync(id);
            await Task.Delay(round / 2 * 2);
            var cancelling = second.CancelAsync(id);
            var (completed, cancelled) = (await completing, await cancelling);

            Assert.True(completed.IsSuccess != cancelled.IsSuccess, $"Complete: {completed}; cancel: {cancelled}");
            var status = await second.StatusAsync(id);
            if (completed.IsSuccess)
            {
                Assert.Contains(cancelled.ProblemCode, (string[])["upload-completed", "upload-committing"]);
                Assert.Equal("completed", status.State);
                Assert.Equal(file.Sha256(), await second.DownloadSha256Async(id));
            }
            else
            {
                Assert.Equal("upload-cancelled", completed.ProblemCode);
                Assert.Equal("cancelled", status.State);
                Assert.Equal("upload-cancelled", (await first.DownloadAsync(id)).ProblemCode);
                Assert.DoesNotContain(id, await SharedStored.BlobsAsync());
            }
        }
    }

    private static async Task<(string Id, SeededFile File)> UploadSmallAsync(ApiClient here, ApiClient there, int round)
    {
        var file = new SeededFile(seed: (ulong)round, 10_000);
        var started = await here.StartAsync("small.bin", file.Length, file.Sha256());
        await new ParallelUpload(file, started.Id).SendAsync([here, there], ChunkPlan.Even(file.Length, 1_000));
        return (started.Id, file);
    }
}
