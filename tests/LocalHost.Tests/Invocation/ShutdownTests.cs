using SmartTransfer.LocalHost.Tests.Functions;
using SmartTransfer.LocalHost.Tests.Hosting;

namespace SmartTransfer.LocalHost.Tests.Invocation;

public sealed class ShutdownTests
{
    [Fact]
    public async Task A_request_in_flight_gets_its_grace_then_its_token_fires_and_its_answer_still_arrives()
    {
        await using var host = await RunningHost.StartAsync<InvocationFunctions>("--LocalHost:ShutdownSeconds=60");
        var answer = host.Client.GetStringAsync("api/Wait");
        Assert.Equal("waiting", await host.Seen.NextAsync<string>());

        var stopping = host.App.StopAsync();
        await host.Time.WhenTimersArePendingAsync(1);
        host.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(0, host.Seen.Count);

        host.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("host stops", await host.Seen.NextAsync<string>());
        Assert.Equal("host stops", await answer);
        await stopping;
    }

    [Fact]
    public async Task A_request_that_does_not_end_is_cut_when_its_time_is_over()
    {
        await using var host = await RunningHost.StartAsync<InvocationFunctions>("--LocalHost:ShutdownSeconds=0");
        var answer = host.Client.GetStringAsync("api/Wait");
        Assert.Equal("waiting", await host.Seen.NextAsync<string>());

        // The clock stands still, so the invocation's token never fires; the server's own patience ends.
        await host.App.StopAsync();
        Assert.Equal("client gone", await host.Seen.NextAsync<string>());
        _ = await Assert.ThrowsAnyAsync<HttpRequestException>(() => answer);
    }

    [Fact]
    public async Task A_stopping_host_tells_its_timers_at_once()
    {
        await using var host = await RunningHost.StartAsync<TokenTimer>();
        Assert.Equal("started", await host.Seen.NextAsync<string>());
        await host.App.StopAsync();
        Assert.Equal("stopped", await host.Seen.NextAsync<string>());
    }
}
