using SmartTransfer.LocalHost.Tests.Functions;
using SmartTransfer.LocalHost.Tests.Hosting;

namespace SmartTransfer.LocalHost.Tests.Bodies;

public sealed class ChunkedBodiesTests
{
    [Theory]
    [InlineData("functions")]
    [InlineData("stream")]
    public async Task A_chunked_body_reaches_the_function_piece_by_piece(string mode)
    {
        await using var host = await RunningHost.StartAsync<BodyFunctions>($"--LocalHost:Bodies={mode}");
        using var connection = await host.ConnectAsync();
        await connection.SendAsync("PUT /api/WatchBody HTTP/1.1", "Host: x", "Transfer-Encoding: chunked", "", "5", "12345", "");
        Assert.Equal("called", await host.Seen.NextAsync<string>());
        Assert.Equal(5, await host.Seen.NextAsync<int>());

        await connection.SendAsync("3", "678", "");
        Assert.Equal(3, await host.Seen.NextAsync<int>());

        await connection.SendAsync("0", "", "");
        Assert.StartsWith("HTTP/1.1 204", await connection.HeadAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("functions")]
    [InlineData("stream")]
    public async Task A_cut_in_a_chunked_body_reaches_the_function_as_an_exception(string mode)
    {
        await using var host = await RunningHost.StartAsync<BodyFunctions>($"--LocalHost:Bodies={mode}");
        using var connection = await host.ConnectAsync();
        await connection.SendAsync("PUT /api/WatchBody HTTP/1.1", "Host: x", "Transfer-Encoding: chunked", "", "5", "12345", "");
        Assert.Equal("called", await host.Seen.NextAsync<string>());
        Assert.Equal(5, await host.Seen.NextAsync<int>());

        connection.Cut();
        _ = await host.Seen.NextAsync<IOException>();
    }
}
