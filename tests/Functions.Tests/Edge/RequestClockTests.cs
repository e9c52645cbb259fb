using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Functions.Tests.Tus;
using SmartTransfer.Testing.Properties;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Functions.Tests.Edge;

public sealed class RequestClockTests
{
    // More than the kernel holds of a connection on both sides.
    private const int LongFileBytes = 32 * 1024 * 1024;
    private const int ChunkBytes = 8 * 1024 * 1024;
    private const int BlockBytes = 65_536;

    private static readonly TimeSpan Most = TimeSpan.FromMinutes(3);
    private static readonly string[] Limited = ["--SmartTransfer:Requests:MaxTime=00:03:00",
        "--SmartTransfer:Streams:StallTimeout=00:03:50"];

    [Fact]
    public async Task What_arrived_of_a_body_that_lasts_too_long_is_stored_and_the_connection_ends()
    {
        await using var host = await ApiHost.StartAsync([.. Limited, $"--SmartTransfer:Streams:BlockBytes={BlockBytes}"]);
        var upload = await TusUpload.StartAsync(host, 3 * BlockBytes);
        using var connection = await RawConnection.OpenAsync(host.Address);
        await connection.SendAsync(
            $"PATCH {upload.Path} HTTP/1.1", "Host: x", "Tus-Resumable: 1.0.0", $"Content-Type: {TusUpload.Octets}", "Upload-Offset: 0",
            "Transfer-Encoding: chunked", "", $"{BlockBytes + 1:x}", "");
        await connection.SendAsync(Values.RandomBytes(BlockBytes + 1, seed: 3));
        await Eventually.HoldsAsync("a block is staged", () => Task.FromResult(upload.Blocks.Count == 1));

        host.Clock.Advance(Most);

        Assert.Empty(await connection.ReadToEndAsync());
        // The byte that followed is stored too if it had been read.
        Assert.Contains(await upload.OffsetAsync(), new[] { $"{BlockBytes}", $"{BlockBytes + 1}" });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_download_that_lasts_too_long_breaks_off_where_there_is_a_limit(bool limited)
    {
        await using var host = await ApiHost.StartAsync(limited ? Limited : []);
        var file = Values.RandomBytes(LongFileBytes, seed: 4);
        var upload = await ClientUpload.CompletedAsync(host, file, chunkBytes: ChunkBytes);
        using var answer = await host.Client.GetAsync($"{upload.Path}/content", HttpCompletionOption.ResponseHeadersRead);
        await using var content = await answer.Content.ReadAsStreamAsync();
        await content.ReadExactlyAsync(new byte[1]);

        host.Clock.Advance(Most);

        using var rest = new MemoryStream();
        var reading = content.CopyToAsync(rest);
        if (limited)
        {
            await Assert.ThrowsAnyAsync<IOException>(() => reading);
        }
        else
        {
            await reading;
            Assert.True(file.AsSpan(1).SequenceEqual(rest.ToArray()));
        }
    }
}
