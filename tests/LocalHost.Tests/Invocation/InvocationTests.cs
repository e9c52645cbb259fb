using System.Net;
using SmartTransfer.LocalHost.Diagnostics;
using SmartTransfer.LocalHost.Tests.Functions;
using SmartTransfer.LocalHost.Tests.Hosting;

namespace SmartTransfer.LocalHost.Tests.Invocation;

public sealed class InvocationTests
{
    private const int FunctionFailed = 1;
    private const int ClientLeft = 2;

    [Fact]
    public async Task A_function_gets_its_context()
    {
        await using var host = await RunningHost.StartAsync<InvocationFunctions>();
        Assert.Equal("Context seven seven GET True", await host.Client.GetStringAsync("api/context/seven"));
    }

    [Fact]
    public async Task Every_call_gets_a_new_instance_with_injected_services()
    {
        await using var host = await RunningHost.StartAsync<InvocationFunctions>();
        _ = await host.Client.GetAsync("api/NewInstance");
        _ = await host.Client.GetAsync("api/NewInstance");
        Assert.NotSame(await host.Seen.NextAsync<InvocationFunctions>(), await host.Seen.NextAsync<InvocationFunctions>());
    }

    [Theory]
    [InlineData("Throw")]
    [InlineData("ThrowLater")]
    public async Task An_exception_gives_500_with_an_empty_body_and_is_logged(string function)
    {
        await using var host = await RunningHost.StartAsync<InvocationFunctions>();
        var answer = await host.Client.GetAsync($"api/{function}");
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        Assert.Null(answer.Headers.ETag);
        Assert.Equal($"Function {function} failed. a secret of /api/{function}", await host.Log.EntryAsync(FunctionFailed));
    }

    [Fact]
    public async Task An_exception_in_mid_answer_cuts_the_connection()
    {
        await using var host = await RunningHost.StartAsync<InvocationFunctions>();
        _ = await Assert.ThrowsAnyAsync<HttpRequestException>(() => host.Client.GetStringAsync("api/ThrowInMidAnswer"));
    }

    [Fact]
    public async Task A_client_that_leaves_fires_the_requests_token_and_not_the_invocations()
    {
        await using var host = await RunningHost.StartAsync<InvocationFunctions>();
        using var connection = await host.ConnectAsync();
        await connection.SendAsync("GET /api/Wait HTTP/1.1", "Host: x", "", "");
        Assert.Equal("waiting", await host.Seen.NextAsync<string>());
        connection.Cut();
        Assert.Equal("client gone", await host.Seen.NextAsync<string>());
    }

    [Fact]
    public async Task What_fails_after_the_client_left_is_no_error()
    {
        await using var host = await RunningHost.StartAsync<BodyFunctions>();
        using var connection = await host.ConnectAsync();
        await connection.SendAsync("PUT /api/WatchBody HTTP/1.1", "Host: x", "Transfer-Encoding: chunked", "", "5", "12345", "");
        Assert.Equal("called", await host.Seen.NextAsync<string>());
        connection.Cut();
        Assert.StartsWith("The client of function WatchBody disconnected", await host.Log.EntryAsync(ClientLeft), StringComparison.Ordinal);
    }
}
