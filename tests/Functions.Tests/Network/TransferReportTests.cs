using System.Net;
using SmartTransfer.Functions.Tests.Hosting;

namespace SmartTransfer.Functions.Tests.Network;

public sealed class TransferReportTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly ApiHost _host = shared.Host;

    [Fact]
    public async Task What_a_client_reports_with_its_chunks_stands_in_the_record_and_rules_the_advice()
    {
        var upload = await ClientUpload.StartAsync(_host, 2_000_000);
        for (var i = 0; i < 6; i++)
        {
            _host.Clock.Advance(TimeSpan.FromSeconds(10));
            (await PutAsync(
                upload,
                i,
                "bytes=100000, ms=5000, attempts=3, failed=2, lost=50000, lost-ms=4000, error=timeout, connections=1"))
                .Is(HttpStatusCode.OK);
        }

        var record = (await Reply.ToAsync(_host.Client, HttpMethod.Get, $"{upload.Path}/network")).Json;
        var total = record.GetProperty("total");
        Assert.Equal(
            (600_000, 12, 300_000, 6),
            (total.Number("reportedBytes"), total.Number("reportedFailed"), total.Number("reportedLostBytes"), total.Number("retried")));
        Assert.Equal(
            ("reported", 20_000),
            (record.GetProperty("link").Text("source"), record.GetProperty("link").Number("connectionBytesPerSecond")));
        Assert.Equal(("unstable", 1), (record.GetProperty("advice").Text("stability"), record.GetProperty("advice").Number("parallelism")));
        Assert.Equal(65_536, record.GetProperty("advice").Number("chunkBytes"));
        Assert.StartsWith(
            "One connection moves 20000 bytes/s, as the client reports",
            record.GetProperty("because")[0].GetString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_got_nothing_through_may_report_when_it_asks_for_the_status()
    {
        var upload = await ClientUpload.StartAsync(_host, 2_000_000);
        var status = (await Reply.ToAsync(
            _host.Client,
            HttpMethod.Get,
            upload.Path,
            null,
            ("Transfer-Report", "attempts=4, failed=4, lost=4000000, lost-ms=80000, error=connection"))).Json;

        Assert.Equal(4, status.GetProperty("network").Number("reportedFailed"));
        Assert.Equal((1, "unstable"), (status.GetProperty("advice").Number("parallelism"), status.GetProperty("advice").Text("stability")));
        Assert.InRange(status.GetProperty("advice").Number("chunkBytes"), 65_536, 262_144);
    }

    [Theory]
    [InlineData("bytes=-1, ms=1")]
    [InlineData("bytes=999999999999999, ms=1")]
    [InlineData("bytes=fast")]
    [InlineData("attempts=1, failed=2")]
    [InlineData("ms=999999999999")]
    [InlineData("((((")]
    [InlineData("attempts=1000000")]
    public async Task A_report_that_cannot_be_true_changes_nothing_and_refuses_nothing(string report)
    {
        var upload = await ClientUpload.StartAsync(_host, 2_000_000);
        (await PutAsync(upload, 0, report)).Is(HttpStatusCode.OK);

        var total = (await Reply.ToAsync(_host.Client, HttpMethod.Get, $"{upload.Path}/network")).Json.GetProperty("total");
        Assert.Equal((0, 0, 0), (total.Number("reportedBytes"), total.Number("reportedFailed"), total.Number("reportedLostBytes")));
    }

    [Fact]
    public async Task A_client_that_lies_about_its_attempts_gets_advice_within_the_limits()
    {
        var upload = await ClientUpload.StartAsync(_host, 2_000_000);
        foreach (var report in (string[])["bytes=1099511627776, ms=1, attempts=1000", "attempts=1000, failed=1000, "
            + "lost=1099511627776, lost-ms=86400000", "bytes=1, ms=86400000"])
        {
            _host.Clock.Advance(TimeSpan.FromSeconds(1));
            var advice = (await PutAsync(upload, 0, report)).Is(HttpStatusCode.OK).Json.GetProperty("advice");
            Assert.InRange(advice.Number("chunkBytes"), 65_536, 8_388_608);
            Assert.InRange(advice.Number("parallelism"), 1, 6);
            Assert.InRange(advice.Number("maxRetries"), 5, 30);
        }
    }

    private static Task<Reply> PutAsync(ClientUpload upload, int n, string report)
    {
        var content = new byte[100_000];
        content[0] = (byte)n;
        return upload.PutAsync(
            n * 100_000, Bodies.Sized(content), ("Content-Digest", Bodies.ContentDigest(content)), ("Transfer-Report", report));
    }
}
