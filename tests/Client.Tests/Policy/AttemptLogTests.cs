using SmartTransfer.Client.Policy;

namespace SmartTransfer.Client.Tests.Policy;

/// <summary>Rule 8.1 of docs/clients.md.</summary>
public sealed class AttemptLogTests
{
    [Fact]
    public void Nothing_is_reported_before_anything_happened() => Assert.Null(new AttemptLog().Take().Format(1));

    [Fact]
    public void A_report_sums_up_what_happened_since_the_last()
    {
        var log = new AttemptLog();
        log.Succeeded(1000, TimeSpan.FromMilliseconds(10));
        log.Failed(300, TimeSpan.FromMilliseconds(5), "connection");
        log.Failed(200, TimeSpan.FromMilliseconds(7), "timeout");

        Assert.Equal("bytes=1000, ms=10, attempts=3, failed=2, connections=4, lost=500, lost-ms=12, error=timeout", log.Take().Format(4));
        Assert.Null(log.Take().Format(4));
    }

    [Fact]
    public void A_report_that_nobody_answered_goes_with_the_next()
    {
        var log = new AttemptLog();
        log.Failed(300, TimeSpan.FromMilliseconds(5), "connection");
        var first = log.Take();
        log.Succeeded(1000, TimeSpan.FromMilliseconds(10));

        log.PutBack(first);

        Assert.Equal("bytes=1000, ms=10, attempts=2, failed=1, connections=1, lost=300, lost-ms=5, error=connection", log.Take().Format(1));
    }
}
