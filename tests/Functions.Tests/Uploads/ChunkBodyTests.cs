using System.Net;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Functions.Tests.Uploads;

/// <summary>Bodies that do not arrive as announced. Whatever happens, nothing of them is stored.</summary>
public sealed class ChunkBodyTests : IAsyncLifetime
{
    private const int Sent = 200_000;
    private const int SegmentBytes = 128 * 1024;

    private static readonly byte[] Chunk = new byte[300_000];

    private ApiHost? _host;

    private ApiHost Host => _host!;

    public async Task InitializeAsync() => _host = await ApiHost.StartAsync();

    public async Task DisposeAsync() => await Host.DisposeAsync();

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_body_that_ends_before_its_Content_Length_is_not_stored(bool stream, bool cut)
    {
        await UseModeAsync(stream);
        var upload = await ClientUpload.StartAsync(Host, Chunk.Length);
        using var connection = await BeginAsync(upload, $"Content-Length: {Chunk.Length}");
        await connection.SendAsync(Chunk.AsMemory(0, Sent));
        if (stream)
        {
            await HeldAsync(Chunk.Length);
        }

        await EndAsync(connection, cut);

        // A host that takes bodies in first never calls the function, so that there is nothing to count.
        await IsStillUsableAsync(upload, broken: stream ? 1 : 0, atLeastBytes: 0);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_chunked_body_without_its_end_is_not_stored_and_counted_with_the_bytes_that_had_arrived(bool stream, bool cut)
    {
        await UseModeAsync(stream);
        var upload = await ClientUpload.StartAsync(Host, Chunk.Length);
        using var connection = await BeginAsync(upload, "Transfer-Encoding: chunked");
        await connection.SendAsync($"{Sent:x}", string.Empty);
        await connection.SendAsync(Chunk.AsMemory(0, Sent));
        await connection.SendAsync(string.Empty, string.Empty);

        // Memory is taken segment by segment: who holds a second has filled the first.
        await HeldAsync(SegmentBytes + 1);
        await EndAsync(connection, cut);
        await IsStillUsableAsync(upload, broken: 1, atLeastBytes: SegmentBytes);
    }

    [Fact]
    public async Task A_chunked_body_that_is_no_valid_HTTP_is_answered_as_broken()
    {
        var upload = await ClientUpload.StartAsync(Host, Chunk.Length);
        using var connection = await BeginAsync(upload, "Transfer-Encoding: chunked");
        await connection.SendAsync("nonsense", "more of it", string.Empty);
        var answer = await connection.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"connection-broken\"", answer, StringComparison.Ordinal);
        Assert.Empty(upload.Blocks);
    }

    [Fact]
    public async Task What_follows_a_body_of_the_announced_length_is_not_part_of_it()
    {
        var upload = await ClientUpload.StartAsync(Host, Chunk.Length);
        using var connection = await BeginAsync(upload, $"Content-Length: {Chunk.Length}");
        await connection.SendAsync(Chunk);
        await connection.SendAsync("and more of what nobody announced", string.Empty, string.Empty);
        Assert.StartsWith("HTTP/1.1 200 ", await connection.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal("0+300000", (await upload.StatusAsync()).Ranges("received"));
    }

    [Fact]
    public async Task A_start_whose_body_breaks_stores_nothing()
    {
        using var connection = await RawConnection.OpenAsync(Host.Address);
        await connection.SendAsync(
            "POST /api/uploads HTTP/1.1",
            "Host: x",
            "Content-Type: application/json",
            "Transfer-Encoding: chunked",
            string.Empty,
            "5",
            "{\"fil",
            string.Empty);
        connection.EndSending();
        Assert.DoesNotContain("201 Created", await connection.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Empty(Host.Stored.SessionRows);
        Assert.Empty(Host.Stored.ExpiryRows);
    }

    private async Task UseModeAsync(bool stream)
    {
        if (stream)
        {
            await Host.DisposeAsync();
            _host = await ApiHost.StartAsync("--LocalHost:Bodies=stream");
        }
    }

    private async Task<RawConnection> BeginAsync(ClientUpload upload, string framing)
    {
        var connection = await RawConnection.OpenAsync(Host.Address);
        await connection.SendAsync(
            $"PUT {upload.Path}/chunks/0 HTTP/1.1",
            "Host: x",
            "Connection: close",
            framing,
            $"Content-Digest: {Bodies.ContentDigest(Chunk)}",
            string.Empty,
            string.Empty);
        return connection;
    }

    private static async Task EndAsync(RawConnection connection, bool cut)
    {
        if (cut)
        {
            connection.Cut();
            return;
        }

        connection.EndSending();
        Assert.DoesNotContain("200 OK", await connection.ReadToEndAsync(), StringComparison.Ordinal);
    }

    /// <summary>Returns once the app holds so many bytes of bodies.</summary>
    private Task HeldAsync(long bytes) => Eventually.HoldsAsync("the app holds the bytes", async () => await BytesInFlightAsync() >= bytes);

    private async Task<long> BytesInFlightAsync() =>
        (await Reply.ToAsync(Host.Client, HttpMethod.Get, "api/health")).Json.Number("bytesInFlight");

    /// <summary>
    /// Asserts that nothing was stored, that the memory was given back, what was counted, and that the chunk can be sent again.
    /// </summary>
    private async Task IsStillUsableAsync(ClientUpload upload, long broken, long atLeastBytes)
    {
        await Eventually.HoldsAsync("the memory is given back", async () => await BytesInFlightAsync() == 0);
        await Eventually.HoldsAsync(
            "the break is counted", async () => (await upload.StatusAsync()).GetProperty("network").Number("broken") >= broken);
        var network = (await upload.StatusAsync()).GetProperty("network");
        Assert.Equal(broken, network.Number("broken"));
        Assert.InRange(network.Number("brokenBytes"), atLeastBytes, broken * Sent);
        Assert.Empty(upload.Blocks);
        (await upload.PutAsync(0, Chunk)).Is(HttpStatusCode.OK);
    }
}
