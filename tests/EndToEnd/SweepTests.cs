using System.Net;
using SmartTransfer.Testing.Hosts;
using SmartTransfer.Testing.Inspection;
using SmartTransfer.Testing.Time;
using Xunit.Abstractions;

namespace SmartTransfer.EndToEnd;

/// <summary>What was given up or abandoned leaves nothing behind; what lives or is complete stays.</summary>
public sealed class SweepTests(EndToEndFixture fixture, ITestOutputHelper output) : SweepTest(fixture, output)
{
    [Fact]
    public async Task A_cancelled_upload_has_no_block_at_once_and_no_row_after_the_sweep()
    {
        var host = await StartSweepingHostAsync();
        var id = await UploadAsync(host.Client, chunks: 2);
        Assert.Equal((2, 0), await Stored.BlocksAsync(id));

        Assert.Equal(HttpStatusCode.NoContent, (await host.Client.CancelAsync(id)).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await host.Client.CancelAsync(id)).Status);
        Assert.DoesNotContain(StoredUploads.NameOf(id), await Stored.BlobsAsync());
        Assert.Equal("upload-cancelled", (await host.Client.PutChunkAsync(id, 0, new byte[ChunkBytes])).ProblemCode);
        Assert.DoesNotContain(StoredUploads.NameOf(id), await Stored.BlobsAsync());

        Clock.Advance(Lifetime);
        var report = await host.SweepAsync();

        Assert.Equal(1, report.Removed);
        Assert.Empty(await Stored.TracesAsync(id));
        Assert.Equal("upload-not-found", (await host.Client.TryStatusAsync(id)).ProblemCode);
    }

    [Fact]
    public async Task Two_sweeps_remove_all_that_an_abandoned_upload_left_and_nothing_else()
    {
        var host = await StartSweepingHostAsync();
        var abandoned = await UploadAsync(host.Client, chunks: 2);
        var untouched = await UploadAsync(host.Client, chunks: 0);
        var completed = await UploadAsync(host.Client, chunks: 3);
        _ = (await host.Client.CompleteAsync(completed)).Expected();
        Clock.Advance(Lifetime / 2);
        var live = await UploadAsync(host.Client, chunks: 1);

        Clock.Advance(Lifetime / 2);
        var first = await host.SweepAsync();

        Assert.Equal(2, first.Expired);
        Assert.False(first.More);
        string[] kept = [StoredUploads.NameOf(completed), StoredUploads.NameOf(live)];
        Assert.Equal(kept, (await Stored.BlobsAsync()).OrderBy(name => name == kept[1]));
        Assert.Equal("expired", (await host.Client.StatusAsync(abandoned)).State);
        Assert.Equal("upload-expired", (await host.Client.PutChunkAsync(abandoned, 0, new byte[ChunkBytes])).ProblemCode);
        Assert.Equal("upload-expired", (await host.Client.CompleteAsync(abandoned)).ProblemCode);

        Clock.Advance(Tombstone);
        var second = await host.SweepAsync();

        Assert.Equal(2, second.Removed);
        Assert.Empty(await Stored.TracesAsync(abandoned));
        Assert.Empty(await Stored.TracesAsync(untouched));
        Assert.Equal(Content.Sha256(), await host.Client.DownloadSha256Async(completed));
        Assert.Empty(await Stored.ExpiryHoursAsync(completed));
        await SendAsync(host.Client, live, [0, 1, 2]);
        _ = (await host.Client.CompleteAsync(live)).Expected();
        Assert.Equal(Content.Sha256(), await host.Client.DownloadSha256Async(live));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_upload_that_was_touched_lives_on_whichever_instance_sweeps(bool anEarlierChunk)
    {
        var serving = await StartSweepingHostAsync();
        var sweeping = await StartSweepingHostAsync();
        var id = await UploadAsync(serving.Client, chunks: anEarlierChunk ? 1 : 0);
        Clock.Advance(TimeSpan.FromHours(23));
        await SendAsync(serving.Client, id, [2]);

        Clock.Advance(TimeSpan.FromHours(4));
        var report = await sweeping.SweepAsync();

        Assert.Equal(0, report.Expired);
        Assert.Equal(1, report.Refiled);
        await SendAsync(sweeping.Client, id, [0, 1]);
        _ = (await sweeping.Client.CompleteAsync(id)).Expected();
        Assert.Equal(Content.Sha256(), await serving.Client.DownloadSha256Async(id));
    }

    [Fact]
    public async Task A_commit_that_nobody_finished_is_rolled_forward()
    {
        var proxy = StartProxy();
        var host = await StartSweepingHostAsync(proxy, ("SmartTransfer__Retry__MaxRetries", "0"));
        var id = await UploadAsync(host.Client, chunks: 3);
        proxy.Obey((request, _) => request.CommitsBlocks ? RelayVerdict.Drop : RelayVerdict.Pass);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await host.Client.CompleteAsync(id)).Status);
        proxy.Pass();
        Assert.Equal("committing", (await host.Client.StatusAsync(id)).State);

        Clock.Advance(Lifetime);
        var report = await host.SweepAsync();

        Assert.Equal(1, report.RolledForward);
        Assert.Equal("completed", (await host.Client.StatusAsync(id)).State);
        Assert.Equal(Content.Sha256(), await host.Client.DownloadSha256Async(id));
    }

    [Fact]
    public async Task Two_instances_may_sweep_at_once()
    {
        var hosts = (SweepingHost[])[await StartSweepingHostAsync(), await StartSweepingHostAsync()];
        var ids = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => UploadAsync(hosts[n % 2].Client, chunks: 1)));

        foreach (var step in (TimeSpan[])[Lifetime, Tombstone, Tombstone])
        {
            Clock.Advance(step);
            var reports = await Task.WhenAll(hosts.Select(host => host.SweepAsync()));
            Assert.All(reports, report => Assert.Equal(0, report.Failed));
        }

        Assert.Empty(await Stored.BlobsAsync());
        foreach (var id in ids)
        {
            Assert.Empty(await Stored.TracesAsync(id));
        }
    }

    [Fact]
    public async Task The_timer_sweeps_by_itself()
    {
        var host = await StartSweepingHostAsync(null, ("SweepSchedule", "0 0 * * * *"));
        var id = await UploadAsync(host.Client, chunks: 1);

        await Eventually.HoldsAsync("the timer has swept all of the upload away", async () =>
        {
            Clock.Advance(TimeSpan.FromHours(1));
            return (await Stored.TracesAsync(id)).Count == 0;
        });
    }

    [Fact]
    public async Task A_host_sweeps_when_it_starts()
    {
        var host = await StartSweepingHostAsync();
        var id = await UploadAsync(host.Client, chunks: 1);
        Clock.Advance(Lifetime);

        _ = await StartSweepingHostAsync(null, ("LocalHost__RunTimersAtStart", "true"));

        await Eventually.HoldsAsync("the new host has swept the blocks away", async () => !(await Stored.BlobsAsync()).Contains(id));
    }
}
