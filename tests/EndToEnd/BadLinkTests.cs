using System.Collections.Concurrent;
using SmartTransfer.Client;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Testing.Files;
using SmartTransfer.Testing.Links;
using Xunit.Abstractions;

namespace SmartTransfer.EndToEnd;

/// <summary>The real client gets its file through links that fail, whole and unchanged, in both ways of taking bodies.</summary>
[Collection(FaultsCollection.Name)]
public sealed class BadLinkTests(EndToEndFixture fixture, ITestOutputHelper output) : EndToEndTest(fixture, output)
{
    private const int MiB = 1024 * 1024;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly ITestOutputHelper _output = output;
    private readonly Told _told = new();

    [Theory]
    [InlineData(Functions)]
    [InlineData(Stream)]
    public async Task Connections_that_are_reset_cost_chunks_and_nothing_else(string bodies)
    {
        var link = await SendAsync(bodies, 8 * MiB, new LinkFaults { MeanBytesPerReset = 1.5 * MiB, Delay = TimeSpan.FromMilliseconds(5) });

        Assert.True(link.Resets >= 1, $"{link.Resets} resets");
    }

    [Theory]
    [InlineData(Functions)]
    [InlineData(Stream)]
    public async Task Connections_that_stall_are_given_up_and_the_chunk_sent_again(string bodies)
    {
        var link = await SendAsync(bodies, 6 * MiB, new LinkFaults { MeanBytesPerStall = 1.5 * MiB });

        Assert.True(link.Stalls >= 1, $"{link.Stalls} stalls");
    }

    [Theory]
    [InlineData(Functions)]
    [InlineData(Stream)]
    public async Task Bytes_that_arrive_changed_are_refused_and_sent_again(string bodies)
    {
        var link = await SendAsync(bodies, 6 * MiB, new LinkFaults { MeanBytesPerFlip = MiB });

        Assert.True(link.Flips >= 1, $"{link.Flips} bits changed");
        Assert.Contains(_told, progress => progress.Advice.Stability is "variable" or "unstable");
    }

    [Fact]
    public async Task A_link_on_which_almost_everything_fails_gets_one_connection_and_small_chunks_and_the_file_through()
    {
        var link = await SendAsync(
            Functions,
            MiB,
            new LinkFaults { MeanBytesPerReset = 150_000, BytesPerSecond = MiB, Delay = TimeSpan.FromMilliseconds(10) });

        Assert.True(link.Resets >= 1, $"{link.Resets} resets");
        Assert.Contains(_told, progress => progress.Advice is { Parallelism: 1, Stability: "unstable", ChunkBytes: <= 256 * 1024 });
    }

    [Fact]
    public async Task A_slow_link_is_given_chunks_that_it_carries_within_seconds()
    {
        const int bytesPerSecond = 400 * 1024;
        _ = await SendAsync(
            Functions, 3 * MiB / 2, new LinkFaults { BytesPerSecond = bytesPerSecond, Delay = TimeSpan.FromMilliseconds(50) });

        Assert.True(_told.Last().Advice.ChunkBytes < 3 * bytesPerSecond, $"{_told.Last().Advice}");
    }

    private async Task<BadLink> SendAsync(string bodies, int bytes, LinkFaults faults)
    {
        var host = await SharedHostAsync(bodies);
        var file = new SeededFile(seed: (ulong)bytes, bytes);
        var link = EndWithTest(new BadLink(host.Address, faults));
        using var client = new TransferClient(
            new Uri(link.Address, "api/"), new TransferClientOptions { Journals = null, Random = new Random(1) });
        using var limit = new CancellationTokenSource(Limit);
        await using var source = new MemoryStream(file.Read(new(0, bytes)));

        var sent = await client.UploadAsync(source, new UploadOptions { FileName = "over-a-bad-link.bin" }, _told, limit.Token);

        Assert.Equal(file.Sha256(), await Connect(host).DownloadSha256Async(sent.UploadId));
        var last = _told.Last();
        _output.WriteLine(
            $"{last.ChunksAccepted} chunks, {last.FailedAttempts} attempts failed, {last.SentBytes} bytes sent; {link.Resets} resets, "
            + $"{link.Stalls} stalls, {link.Flips} flips; last {last.Advice}");
        return link;
    }

    /// <summary>What the client told of its progress, at once and in order.</summary>
    private sealed class Told : ConcurrentQueue<TransferProgress>, IProgress<TransferProgress>
    {
        public void Report(TransferProgress value) => Enqueue(value);
    }
}
