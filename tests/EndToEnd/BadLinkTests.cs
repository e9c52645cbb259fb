using SmartTransfer.Testing.Client;
using SmartTransfer.Testing.Files;
using SmartTransfer.Testing.Links;
using Xunit.Abstractions;

namespace SmartTransfer.EndToEnd;

/// <summary>A client that follows the advice to the letter gets its file through links that fail, whole and unchanged.</summary>
[Collection(FaultsCollection.Name)]
public sealed class BadLinkTests(EndToEndFixture fixture, ITestOutputHelper output) : EndToEndTest(fixture, output)
{
    private const int MiB = 1024 * 1024;

    // Of a real minute; the advised waits are a thirtieth of what they would be.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private const double Hurry = 30;

    private readonly ITestOutputHelper _output = output;

    [Theory]
    [InlineData(Functions, BodyCoding.Length)]
    [InlineData(Stream, BodyCoding.Chunked)]
    public async Task Connections_that_are_reset_cost_chunks_and_nothing_else(string bodies, BodyCoding coding)
    {
        var (link, _) = await SendAsync(
            bodies, coding, 12 * MiB, new LinkFaults { MeanBytesPerReset = 1.5 * MiB, Delay = TimeSpan.FromMilliseconds(5) });

        Assert.True(link.Resets >= 1, $"{link.Resets} resets");
    }

    [Theory]
    [InlineData(Functions, BodyCoding.Length)]
    [InlineData(Stream, BodyCoding.Length)]
    public async Task Connections_that_stall_are_given_up_and_the_chunk_sent_again(string bodies, BodyCoding coding)
    {
        var (link, _) = await SendAsync(bodies, coding, 8 * MiB, new LinkFaults { MeanBytesPerStall = 1.5 * MiB });

        Assert.True(link.Stalls >= 1, $"{link.Stalls} stalls");
    }

    [Theory]
    [InlineData(Functions, BodyCoding.Length)]
    [InlineData(Stream, BodyCoding.Chunked)]
    public async Task Bytes_that_arrive_changed_are_refused_and_sent_again(string bodies, BodyCoding coding)
    {
        var (link, upload) = await SendAsync(bodies, coding, 12 * MiB, new LinkFaults { MeanBytesPerFlip = MiB });

        Assert.True(link.Flips >= 1, $"{link.Flips} bits changed");
        Assert.Contains(upload.Sent, chunk => chunk.Advice.Stability is "variable" or "unstable");
    }

    [Fact]
    public async Task A_link_on_which_almost_everything_fails_gets_one_connection_and_small_chunks_and_the_file_through()
    {
        var (link, upload) = await SendAsync(
            Functions,
            BodyCoding.Length,
            MiB,
            new LinkFaults { MeanBytesPerReset = 150_000, BytesPerSecond = MiB, Delay = TimeSpan.FromMilliseconds(10) });

        Assert.True(link.Resets >= 1, $"{link.Resets} resets");
        Assert.Contains(upload.Sent, chunk => chunk.Advice is { Parallel: 1, Stability: "unstable", ChunkBytes: <= 256 * 1024 });
    }

    [Fact]
    public async Task A_slow_link_is_given_chunks_that_it_carries_in_time()
    {
        var (_, upload) = await SendAsync(
            Functions,
            BodyCoding.Length,
            3 * MiB / 2,
            new LinkFaults { BytesPerSecond = 400 * 1024, Delay = TimeSpan.FromMilliseconds(50) });

        Assert.True(upload.Advice.ChunkBytes < Patience.TotalSeconds * 400 * 1024, $"{upload.Advice}");
    }

    private async Task<(BadLink Link, AdvisedUpload Upload)> SendAsync(string bodies, BodyCoding coding, int bytes, LinkFaults faults)
    {
        var host = await SharedHostAsync(bodies);
        var direct = Connect(host);
        var file = new SeededFile(seed: (ulong)bytes, bytes);
        var started = await direct.StartAsync("over-a-bad-link.bin", file.Length, file.Sha256());
        var link = EndWithTest(new BadLink(host.Address, faults));
        using var client = new ApiClient(link.Address);
        using var limit = new CancellationTokenSource(Limit);
        var upload = new AdvisedUpload(client, file, coding, Patience, Hurry);

        await upload.SendAsync(started.Id, limit.Token);

        _ = (await direct.CompleteAsync(started.Id)).Expected();
        Assert.Equal(file.Sha256(), await direct.DownloadSha256Async(started.Id));
        Assert.All(
            upload.Sent,
            chunk => Assert.True(
                (chunk.IsRest || chunk.Bytes == chunk.WantedBytes) && chunk.WantedBytes <= chunk.Advice.ChunkBytes, $"{chunk}"));
        _output.WriteLine(
            $"{upload.Sent.Count} chunks from {upload.Sent.Min(chunk => chunk.Bytes)} to {upload.Sent.Max(chunk => chunk.Bytes)} "
            + $"bytes; {link.Resets} resets, {link.Stalls} stalls, {link.Flips} flips; last {upload.Advice}");
        return (link, upload);
    }
}
