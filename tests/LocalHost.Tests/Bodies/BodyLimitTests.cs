using System.Net;
using SmartTransfer.LocalHost.Diagnostics;
using SmartTransfer.LocalHost.Tests.Functions;
using SmartTransfer.LocalHost.Tests.Hosting;

namespace SmartTransfer.LocalHost.Tests.Bodies;

public sealed class BodyLimitTests
{
    private const int FunctionFailed = 1;

    [Fact]
    public async Task Over_the_hosts_limit_the_client_gets_500_and_the_function_is_not_called()
    {
        await using var host = await RunningHost.StartAsync<BodyFunctions>();
        using var connection = await host.ConnectAsync();
        await connection.SendAsync("PUT /api/WatchBody HTTP/1.1", "Host: x", "Content-Length: 104857601", "", "");

        var head = await connection.HeadAsync();
        Assert.StartsWith("HTTP/1.1 500", head, StringComparison.Ordinal);
        Assert.Contains("Content-Length: 0", head, StringComparison.Ordinal);
        Assert.Equal(0, host.Seen.Count);
    }

    [Theory]
    [InlineData("functions")]
    [InlineData("stream")]
    public async Task The_hosts_limit_is_a_setting(string mode)
    {
        await using var host = await RunningHost.StartAsync<BodyFunctions>(
            "--FUNCTIONS_REQUEST_BODY_SIZE_LIMIT=10", $"--LocalHost:Bodies={mode}");
        Assert.Equal(HttpStatusCode.OK, (await host.Client.PutAsync("api/ReadBody", new ByteArrayContent(new byte[10]))).StatusCode);
        var over = await host.Client.PutAsync("api/ReadBody", new ByteArrayContent(new byte[11]));
        Assert.Equal(HttpStatusCode.InternalServerError, over.StatusCode);
    }

    [Fact]
    public async Task A_chunked_body_over_the_hosts_limit_cannot_be_read_even_when_the_function_raised_its_own()
    {
        await using var host = await RunningHost.StartAsync<BodyFunctions>("--FUNCTIONS_REQUEST_BODY_SIZE_LIMIT=10");
        var over = await PutChunkedAsync(host, "api/ReadLongBody", 11);
        Assert.Equal(HttpStatusCode.InternalServerError, over.StatusCode);
    }

    [Fact]
    public async Task In_stream_mode_only_the_functions_own_limit_holds_unless_one_is_set()
    {
        await using var host = await RunningHost.StartAsync<BodyFunctions>("--LocalHost:Bodies=stream");
        using var connection = await host.ConnectAsync();
        await connection.SendAsync("PUT /api/WatchBody HTTP/1.1", "Host: x", "Content-Length: 104857601", "", "1");
        Assert.Equal("called", await host.Seen.NextAsync<string>());
    }

    [Theory]
    [InlineData("functions")]
    [InlineData("stream")]
    public async Task Over_the_workers_limit_reading_fails(string mode)
    {
        await using var host = await RunningHost.StartAsync<BodyFunctions>($"--LocalHost:Bodies={mode}");
        var within = await host.Client.PutAsync("api/ReadBody", new ByteArrayContent(new byte[30_000_000]));
        Assert.Equal("30000000", await within.Content.ReadAsStringAsync());

        var over = await PutChunkedAsync(host, "api/ReadBody", 30_000_001);
        Assert.Equal(HttpStatusCode.InternalServerError, over.StatusCode);
        Assert.Contains("The max request body size is 30000000 bytes", await host.Log.EntryAsync(FunctionFailed), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_can_raise_the_workers_limit_for_its_request()
    {
        await using var host = await RunningHost.StartAsync<BodyFunctions>();
        var answer = await host.Client.PutAsync("api/ReadLongBody", new ByteArrayContent(new byte[30_000_001]));
        Assert.Equal("30000001", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(3, HttpStatusCode.OK)]
    [InlineData(4, HttpStatusCode.RequestEntityTooLarge)]
    public async Task A_function_can_lower_the_workers_limit_for_its_request(int length, HttpStatusCode expected)
    {
        await using var host = await RunningHost.StartAsync<BodyFunctions>();
        Assert.Equal(expected, (await host.Client.PutAsync("api/ReadLimitedBody", new ByteArrayContent(new byte[length]))).StatusCode);
        Assert.Equal(expected, (await PutChunkedAsync(host, "api/ReadLimitedBody", length)).StatusCode);
    }

    [Fact]
    public async Task The_limit_cannot_be_changed_once_the_body_is_being_read()
    {
        await using var host = await RunningHost.StartAsync<LateLimitFunction>();
        _ = await host.Client.PutAsync("api/LateLimit", new ByteArrayContent(new byte[3]));
        _ = await host.Seen.NextAsync<InvalidOperationException>();
    }

    private static async Task<HttpResponseMessage> PutChunkedAsync(RunningHost host, string path, int length)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = new ByteArrayContent(new byte[length]) };
        request.Headers.TransferEncodingChunked = true;
        return await host.Client.SendAsync(request);
    }
}
