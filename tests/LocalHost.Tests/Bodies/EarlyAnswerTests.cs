using System.Net;
using SmartTransfer.LocalHost.Tests.Functions;
using SmartTransfer.LocalHost.Tests.Hosting;

namespace SmartTransfer.LocalHost.Tests.Bodies;

/// <summary>Answers that go out while the client is still sending.</summary>
public sealed class EarlyAnswerTests
{
    private static readonly byte[] Megabyte = new byte[1 << 20];

    [Fact]
    public async Task The_client_is_told_that_the_connection_closes_and_may_send_all_before_it_reads_that()
    {
        await using var host = await RunningHost.StartAsync<BodyFunctions>("--LocalHost:Bodies=stream");
        using var connection = await host.ConnectAsync();
        await connection.SendAsync("PUT /api/RefuseBody HTTP/1.1", "Host: x", $"Content-Length: {16 * Megabyte.Length}", "", "");
        for (var i = 0; i < 16; i++)
        {
            await connection.SendAsync(Megabyte);
        }

        var head = await connection.HeadAsync();
        Assert.StartsWith("HTTP/1.1 409 ", head, StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: close\r\n", head, StringComparison.Ordinal);
        Assert.EndsWith("no", await connection.RestAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("functions")]
    [InlineData("stream")]
    public async Task So_it_is_with_chunks_and_the_answer_does_not_wait_for_the_end(string mode)
    {
        await using var host = await RunningHost.StartAsync<BodyFunctions>($"--LocalHost:Bodies={mode}");
        using var connection = await host.ConnectAsync();
        await connection.SendAsync("PUT /api/RefuseBody HTTP/1.1", "Host: x", "Transfer-Encoding: chunked", "", "5", "12345", "");
        var head = await connection.HeadAsync();
        Assert.StartsWith("HTTP/1.1 409 ", head, StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: close\r\n", head, StringComparison.Ordinal);

        await connection.SendAsync("100000", "");
        await connection.SendAsync(Megabyte);
        await connection.SendAsync("", "0", "", "");
        Assert.EndsWith("no", await connection.RestAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Length: 10", "12345")]
    [InlineData("Transfer-Encoding: chunked", "5\r\n12345\r\n")]
    public async Task Where_the_function_gave_a_silent_client_up_the_connection_closes_after_the_answer(string framing, string body)
    {
        await using var host = await RunningHost.StartAsync<BodyFunctions>("--LocalHost:Bodies=stream");
        using var connection = await host.ConnectAsync();
        await connection.SendAsync("PUT /api/GiveUpBody HTTP/1.1", "Host: x", framing, "", body);
        Assert.StartsWith("HTTP/1.1 503 ", await connection.HeadAsync(), StringComparison.Ordinal);

        // Where the server waited in vain for the end of the body it breaks the connection.
        var broken = await Record.ExceptionAsync(connection.RestAsync);
        Assert.True(broken is null or IOException, $"{broken}");
        Assert.Empty(host.Log.ServerFaults);
    }

    [Fact]
    public async Task A_body_that_turns_out_to_be_no_HTTP_does_not_cost_the_answer()
    {
        await using var host = await RunningHost.StartAsync<BodyFunctions>();
        using var connection = await host.ConnectAsync();
        await connection.SendAsync("PUT /api/RefuseBody HTTP/1.1", "Host: x", "Transfer-Encoding: chunked", "", "nonsense", "");
        Assert.StartsWith("HTTP/1.1 409 ", await connection.HeadAsync(), StringComparison.Ordinal);
        Assert.EndsWith("no", await connection.RestAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("functions")]
    [InlineData("stream")]
    public async Task The_connection_stays_where_the_body_was_read(string mode)
    {
        await using var host = await RunningHost.StartAsync<BodyFunctions>($"--LocalHost:Bodies={mode}");
        using var connection = await host.ConnectAsync();
        for (var i = 0; i < 2; i++)
        {
            await connection.SendAsync("PUT /api/WatchBody HTTP/1.1", "Host: x", "Content-Length: 5", "", "12345");
            var head = await connection.HeadAsync();
            Assert.StartsWith("HTTP/1.1 204 ", head, StringComparison.Ordinal);
            Assert.DoesNotContain("Connection:", head, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_connection_stays_where_the_host_has_read_the_body_before_the_function()
    {
        await using var host = await RunningHost.StartAsync<BodyFunctions>("--LocalHost:Bodies=functions");
        var answer = await host.Client.PutAsync("api/RefuseBody", new ByteArrayContent(Megabyte));
        Assert.Equal((HttpStatusCode.Conflict, null), (answer.StatusCode, answer.Headers.ConnectionClose));
    }
}
