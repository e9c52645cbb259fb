using System.Net;
using SmartTransfer.Functions.Tests.Hosting;

namespace SmartTransfer.Functions.Tests.Uploads;

/// <summary>Bodies that do not arrive as announced. Whatever happens, nothing of them is stored.</summary>
public sealed class ChunkBodyTests : IAsyncLifetime
{
    private static readonly byte[] Chunk = new byte[1000];

    private ApiHost? _host;

    private ApiHost Host => _host!;

    public async Task InitializeAsync() => _host = await ApiHost.StartAsync();

    public async Task DisposeAsync() => await Host.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_that_ends_before_its_Content_Length_is_not_stored(bool stream)
    {
        await UseModeAsync(stream);
        var upload = await ClientUpload.StartAsync(Host, 1000);
        using var connection = await BeginAsync(upload, "Content-Length: 1000");
        await connection.SendAsync(Chunk.AsMemory(0, 400));
        connection.EndSending();

        // A host that takes bodies in first never calls the function, and breaks the connection.
        Assert.DoesNotContain("200 OK", await connection.ReadToEndAsync(), StringComparison.Ordinal);
        await IsStillUsableAsync(upload, broken: stream ? 1 : 0, brokenBytes: stream ? 400 : 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_that_is_cut_in_a_body_with_Content_Length_leaves_nothing(bool stream)
    {
        await UseModeAsync(stream);
        var upload = await ClientUpload.StartAsync(Host, 1000);
        using var connection = await BeginAsync(upload, "Content-Length: 1000");
        await connection.SendAsync(Chunk.AsMemory(0, 400));
        if (stream)
        {
            await HeldAsync();
        }

        connection.Cut();
        await IsStillUsableAsync(upload, broken: stream ? 1 : 0, brokenBytes: stream ? 400 : 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_that_is_cut_in_a_chunked_body_leaves_nothing_and_is_counted(bool stream)
    {
        await UseModeAsync(stream);
        var upload = await ClientUpload.StartAsync(Host, 1000);
        using var connection = await BeginAsync(upload, "Transfer-Encoding: chunked");
        await connection.SendAsync("190", string.Empty);
        await connection.SendAsync(Chunk.AsMemory(0, 400));
        await connection.SendAsync(string.Empty, string.Empty);
        await HeldAsync();
        connection.Cut();
        await IsStillUsableAsync(upload, broken: 1, brokenBytes: 400);
    }

    [Fact]
    public async Task A_chunked_body_without_its_last_chunk_is_answered_as_broken()
    {
        var upload = await ClientUpload.StartAsync(Host, 1000);
        using var connection = await BeginAsync(upload, "Transfer-Encoding: chunked");
        await connection.SendAsync("190", string.Empty);
        await connection.SendAsync(Chunk.AsMemory(0, 400));
        await connection.SendAsync(string.Empty, string.Empty);
        connection.EndSending();
        Assert.DoesNotContain("200 OK", await connection.ReadToEndAsync(), StringComparison.Ordinal);
        await IsStillUsableAsync(upload, broken: 1, brokenBytes: 400);
    }

    [Fact]
    public async Task A_chunked_body_that_is_no_valid_HTTP_is_answered_as_broken()
    {
        var upload = await ClientUpload.StartAsync(Host, 1000);
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
        var upload = await ClientUpload.StartAsync(Host, 1000);
        using var connection = await BeginAsync(upload, "Content-Length: 1000");
        await connection.SendAsync(Chunk);
        await connection.SendAsync("and more of what nobody announced", string.Empty, string.Empty);
        Assert.StartsWith("HTTP/1.1 200 ", await connection.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal("0+1000", (await upload.StatusAsync()).Ranges("received"));
    }

    [Fact]
    public async Task A_start_whose_body_breaks_stores_nothing()
    {
        using var connection = await RawConnection.OpenAsync(Host.Address);
        await connection.SendAsync("POST /api/uploads HTTP/1.1", "Host: x", "Content-Type: application/json", "Transfer-Encoding: chunked", string.Empty, "5", "{\"fil", string.Empty);
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

    /// <summary>Returns once the app holds bytes of a body.</summary>
    private Task HeldAsync() => Eventually.TrueAsync("the app holds bytes of a body", async () => await BytesInFlightAsync() > 0);

    private async Task<long> BytesInFlightAsync() => (await Reply.ToAsync(Host.Client, HttpMethod.Get, "api/health")).Json.Number("bytesInFlight");

    /// <summary>Asserts that nothing was stored, that the memory was given back, what was counted, and that the chunk can be sent again.</summary>
    private async Task IsStillUsableAsync(ClientUpload upload, long broken, long brokenBytes)
    {
        await Eventually.TrueAsync("the memory is given back", async () => await BytesInFlightAsync() == 0);
        await Eventually.TrueAsync("the break is counted", async () => (await upload.StatusAsync()).GetProperty("network").Number("broken") >= broken);
        var network = (await upload.StatusAsync()).GetProperty("network");
        Assert.Equal(broken, network.Number("broken"));
        Assert.Equal(brokenBytes, network.Number("brokenBytes"));
        Assert.Empty(upload.Blocks);
        (await upload.PutAsync(0, Chunk)).Is(HttpStatusCode.OK);
    }
}
