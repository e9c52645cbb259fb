using System.Text;
using SmartTransfer.LocalHost.Diagnostics;
using SmartTransfer.LocalHost.Tests.Functions;
using SmartTransfer.LocalHost.Tests.Hosting;

namespace SmartTransfer.LocalHost.Tests.Routing;

public sealed class HeaderTests
{
    private const int HeaderNotAscii = 6;

    [Fact]
    public async Task A_header_outside_ASCII_is_an_empty_500_as_under_the_Functions_host()
    {
        await using var host = await RunningHost.StartAsync<EchoFunctions>();

        var head = await GetAsync(host);

        Assert.StartsWith("HTTP/1.1 500", head, StringComparison.Ordinal);
        Assert.Contains("Content-Length: 0", head, StringComparison.Ordinal);
        Assert.Contains("EchoNothing was not called", await host.Log.EntryAsync(HeaderNotAscii), StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_stream_mode_it_reaches_the_function()
    {
        await using var host = await RunningHost.StartAsync<EchoFunctions>("--LocalHost:Bodies=stream");

        Assert.StartsWith("HTTP/1.1 200", await GetAsync(host), StringComparison.Ordinal);
    }

    private static async Task<string> GetAsync(RunningHost host)
    {
        using var connection = await host.ConnectAsync();
        await connection.SendAsync(Encoding.UTF8.GetBytes("GET /api/echo HTTP/1.1\r\nHost: x\r\nX-Name: Zürich\r\n\r\n"));
        return await connection.HeadAsync();
    }
}
