using SmartTransfer.Client.Http;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Client.Tests.Http;

/// <summary>Rule 2.8 of docs/clients.md.</summary>
public sealed class RateLimitTests
{
    [Fact]
    public async Task Over_all_who_send_no_more_passes_than_the_limit()
    {
        var clock = new ManualTimeProvider();
        var limit = new RateLimit(1000, clock);
        var first = limit.TakeAsync(5000, default).AsTask();
        var second = limit.TakeAsync(5000, default).AsTask();

        clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(100, await first);
        Assert.False(second.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(100, await second);
    }
}
