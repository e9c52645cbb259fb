using System.Globalization;
using System.Net;
using System.Text;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Functions.Tests.Tus;

namespace SmartTransfer.Functions.Tests.Http;

/// <summary>Bodies whose framing is no HTTP, or hides another coding: the client's mistake, and nothing of them is stored.</summary>
public sealed class BrokenFramingTests : IAsyncLifetime
{
    private ApiHost? _host;

    private ApiHost Host => _host!;

    public async Task InitializeAsync() => _host = await ApiHost.StartAsync();

    public async Task DisposeAsync()
    {
        // No more than the client's own doing, whatever it was.
        Assert.DoesNotContain(Host.Log.Lines, line => line.Contains(" Error ", StringComparison.Ordinal));
        await Host.DisposeAsync();
    }

    public static TheoryData<string> Sizes =>
    [
        "g", "", "-1", "+5", "0x5", "5 5", "\0", "ffffffff", "7fffffffffffffff", "ffffffffffffffff", "fffffffffffffffffffff",
    ];

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task A_chunk_without_a_proper_size_is_a_malformed_body(string size)
    {
        var upload = await ClientUpload.StartAsync(Host, 5);
        foreach (var path in (string[])["/api/uploads", $"{upload.Path}/complete"])
        {
            var wire = $"2\r\n{{ \r\n{size}\r\n12345\r\n0\r\n\r\n";
            var answer = await SendAsync("POST", path, "chunked", ["Content-Type: application/json"], wire);
            Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
            Assert.Contains("\"code\":\"body-malformed\"", answer, StringComparison.Ordinal);
        }

        Assert.Single(Host.Stored.SessionRows);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Of_a_chunk_of_a_file_it_is_a_broken_connection(string size)
    {
        var upload = await ClientUpload.StartAsync(Host, 5);
        var answer = await SendAsync("PUT", $"{upload.Path}/chunks/0", "chunked", [Digest], $"2\r\n12\r\n{size}\r\n345\r\n0\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"connection-broken\"", answer, StringComparison.Ordinal);
        Assert.Empty(upload.Blocks);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Of_a_tus_body_it_is_an_interruption_after_which_its_client_goes_on(string size)
    {
        var upload = await TusUpload.StartAsync(Host, 5);
        var answer = await SendAsync("PATCH", upload.Path, "chunked", TusHeaders, $"2\r\n12\r\n{size}\r\n345\r\n0\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 503 ", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"stream-interrupted\"", answer, StringComparison.Ordinal);

        // The server need not have handed on what came before.
        var offset = int.Parse((await upload.OffsetAsync())!, CultureInfo.InvariantCulture);
        (await upload.PatchAsync(offset, Encoding.ASCII.GetBytes("12345")[offset..])).Is(HttpStatusCode.NoContent);
        Assert.Equal("12345"u8.ToArray(), upload.File);
    }

    [Theory]
    [InlineData("+5")]
    [InlineData("-5")]
    [InlineData("5, 5")]
    [InlineData("0x5")]
    [InlineData("5.0")]
    [InlineData("99999999999999999999")]
    [InlineData("99999999999999999999999999999999999999")]
    [InlineData("")]
    public async Task A_length_that_is_no_number_is_refused_by_the_server(string length)
    {
        var upload = await ClientUpload.StartAsync(Host, 5);
        using var connection = await RawConnection.OpenAsync(Host.Address);
        await connection.SendAsync(
            $"PUT {upload.Path}/chunks/0 HTTP/1.1", "Host: x", "Connection: close", Digest, $"Content-Length: {length}", "", "12345");
        Assert.StartsWith("HTTP/1.1 400 ", await connection.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Empty(upload.Blocks);
    }

    public static TheoryData<string> Codings =>
    [
        "gzip, chunked", "deflate,chunked", "x, gzip, chunked", "chunked, chunked", "identity, chunked",
    ];

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task A_body_in_another_coding_beneath_the_chunks_is_refused_and_never_stored_as_it_came(string coding)
    {
        const string chunks = "5\r\n12345\r\n0\r\n\r\n";
        var (native, tus) = (await ClientUpload.StartAsync(Host, 5), await TusUpload.StartAsync(Host, 5));
        string[] answers =
        [
            await SendAsync("POST", "/api/uploads", coding, ["Content-Type: application/json"], chunks),
            await SendAsync("PUT", $"{native.Path}/chunks/0", coding, [Digest], chunks),
            await SendAsync("POST", $"{native.Path}/complete", coding, ["Content-Type: application/json"], chunks),
            await SendAsync("POST", "/api/tus", coding, [.. TusHeaders, "Upload-Length: 5"], chunks),
            await SendAsync("PATCH", tus.Path, coding, TusHeaders, chunks),
        ];

        Assert.All(answers, answer =>
        {
            Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
            Assert.Contains("\"code\":\"transfer-coding-unsupported\"", answer, StringComparison.Ordinal);
        });
        Assert.Equal(2, Host.Stored.SessionRows.Count);
        Assert.Empty(Host.Stored.BlobIds);
    }

    private static string Digest => $"Content-Digest: {Bodies.ContentDigest(Encoding.ASCII.GetBytes("12345"))}";

    private static string[] TusHeaders => ["Tus-Resumable: 1.0.0", $"Content-Type: {TusUpload.Octets}", "Upload-Offset: 0"];

    private async Task<string> SendAsync(string method, string path, string coding, string[] headers, string wire)
    {
        using var connection = await RawConnection.OpenAsync(Host.Address);
        await connection.SendAsync(
            [$"{method} {path} HTTP/1.1", "Host: x", "Connection: close", .. headers, $"Transfer-Encoding: {coding}", "", wire]);
        return await connection.ReadToEndAsync();
    }
}
