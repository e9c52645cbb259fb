using System.Net;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Functions.Tests.Uploads;

public sealed class GetStatusTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly ApiHost _host = shared.Host;

    [Fact]
    public async Task The_status_of_an_open_upload_says_everything()
    {
        var upload = await ClientUpload.StartAsync(
            _host,
            new
            {
                fileName = "a.txt",
                length = 100,
                contentType = "text/plain",
                expected = new { crc64nvme = "0000000000000001" },
                metadata = new { x = "y" },
            });
        (await upload.PutAsync(10, new byte[20])).Is(HttpStatusCode.OK);
        var reply = (await upload.GetStatusAsync()).Is(HttpStatusCode.OK);

        var status = reply.Json;
        string[] fields =
        [
            "id", "key", "state", "fileName", "length", "contentType", "metadata", "expected", "createdAt", "expiresAt", "bytesReceived",
            "percentage", "received", "missing", "chunks", "network", "advice",
        ];
        Assert.Equal(fields, status.EnumerateObject().Select(field => field.Name));
        Assert.Equal(upload.Id.Value, status.Text("id"));
        Assert.Equal("open", status.Text("state"));
        Assert.Equal(20, status.Number("bytesReceived"));
        Assert.Equal(20, status.GetProperty("percentage").GetDouble());
        Assert.Equal("10+20", status.Ranges("received"));
        Assert.Equal("0+10 30+70", status.Ranges("missing"));
        var chunk = Assert.Single(status.GetProperty("chunks").EnumerateArray());
        Assert.Equal((10, 20), (chunk.Number("offset"), chunk.Number("length")));
        Assert.Equal(Bodies.Hex(new byte[20]), chunk.Text("sha256"));
        Assert.Matches("^[0-9a-f]{16}$", chunk.Text("crc64nvme"));
        Assert.Equal(_host.Clock.GetUtcNow().AddHours(24), status.GetProperty("expiresAt").GetDateTimeOffset());
        Assert.Equal((1, 20, 0, 0), (Counted("chunks"), Counted("bytes"), Counted("broken"), Counted("storageRetries")));
        Assert.Equal("no-store", reply.Header("Cache-Control"));
        Assert.StartsWith("chunk-bytes=", reply.Header("Transfer-Advice"), StringComparison.Ordinal);

        long Counted(string name) => status.GetProperty("network").Number(name);
    }

    [Fact]
    public async Task The_status_of_a_completed_upload_names_the_file()
    {
        var upload = await ClientUpload.CompletedAsync(_host, "123456789"u8.ToArray());
        var status = await upload.StatusAsync();
        Assert.Equal("completed", status.Text("state"));
        Assert.Equal(100, status.Number("percentage"));
        Assert.Equal("0+9", status.Ranges("received"));
        Assert.Equal(string.Empty, status.Ranges("missing"));
        Assert.Equal(_host.Clock.GetUtcNow(), status.GetProperty("endedAt").GetDateTimeOffset());
        Assert.Equal("ae8b14860a799888", status.GetProperty("file").Text("crc64nvme"));
        Assert.Equal($"uploads/{upload.Id.Value}/content", status.GetProperty("file").Text("content"));
        Assert.False(status.TryGetProperty("expiresAt", out _));
        Assert.False(status.TryGetProperty("advice", out _));
        Assert.Single(status.GetProperty("chunks").EnumerateArray());
    }

    [Fact]
    public async Task The_list_of_chunks_can_be_left_out()
    {
        var upload = await ClientUpload.SentAsync(_host, new byte[10], 5);
        Assert.False((await upload.GetStatusAsync("?chunks=false")).Is(HttpStatusCode.OK).Json.TryGetProperty("chunks", out _));
        Assert.Equal(2, (await upload.GetStatusAsync("?chunks=true")).Is(HttpStatusCode.OK).Json.GetProperty("chunks").GetArrayLength());
    }

    [Theory]
    [InlineData("?chunks=no")]
    [InlineData("?chunks=1")]
    [InlineData("?chunks=TRUE")]
    [InlineData("?chunks=true&chunks=false")]
    [InlineData("?chunks=%0D%0Ax")]
    public async Task A_query_that_is_not_understood_is_refused(string query)
    {
        var upload = await ClientUpload.StartAsync(_host, 1);
        var problem = (await upload.GetStatusAsync(query)).IsProblem(HttpStatusCode.BadRequest, "query-invalid");
        Assert.Equal("chunks", problem.Text("field"));
        Assert.DoesNotContain('\n', problem.Text("got")!);
    }

    [Theory]
    [InlineData(3, 1, 33.33)]
    [InlineData(3, 2, 66.66)]
    [InlineData(100_000, 1, 0)]
    [InlineData(100_000, 99_999, 99.99)]
    [InlineData(3, 3, 100)]
    public async Task The_percentage_is_rounded_down_so_that_100_means_all(int length, int sent, double percentage)
    {
        var upload = await ClientUpload.StartAsync(_host, length);
        (await upload.PutAsync(length - sent, new byte[sent])).Is(HttpStatusCode.OK);
        Assert.Equal(percentage, (await upload.StatusAsync()).GetProperty("percentage").GetDouble());
    }

    [Fact]
    public async Task An_empty_file_is_all_there()
    {
        var status = await (await ClientUpload.StartAsync(_host, 0)).StatusAsync();
        Assert.Equal(100, status.Number("percentage"));
        Assert.Equal(string.Empty, status.Ranges("missing"));
    }

    [Fact]
    public async Task Conflicting_chunks_are_listed_with_their_digests()
    {
        var upload = await ClientUpload.StartAsync(_host, 3);
        (await upload.PutAsync(0, [1, 1])).Is(HttpStatusCode.OK);
        (await upload.PutAsync(0, [2, 2])).Is(HttpStatusCode.OK);
        var status = await upload.StatusAsync();
        Assert.Equal("0+2", status.Ranges("conflicts"));
        Assert.Equal(
            new[] { Bodies.Hex([1, 1]), Bodies.Hex([2, 2]) }.Order(),
            status.GetProperty("conflicts")[0].GetProperty("sha256").EnumerateArray().Select(digest => digest.GetString()).Order());
    }

    [Fact]
    public async Task A_cancelled_upload_has_received_nothing()
    {
        var upload = await ClientUpload.SentAsync(_host, [1], 1);
        await upload.CancelAsync();
        var status = await upload.StatusAsync();
        Assert.Equal("cancelled", status.Text("state"));
        Assert.Equal(0, status.Number("bytesReceived"));
        Assert.Equal(_host.Clock.GetUtcNow(), status.GetProperty("endedAt").GetDateTimeOffset());
        Assert.False(status.TryGetProperty("file", out _));
    }

    [Fact]
    public async Task Advice_follows_what_was_counted()
    {
        await using var host = await ApiHost.StartAsync();
        var upload = await ClientUpload.StartAsync(host, 100_000_000);
        for (var n = 0; n < 4; n++)
        {
            (await upload.PutAsync(n * 1_000_000, Values.RandomBytes(1_000_000, n))).Is(HttpStatusCode.OK);
            host.Clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        var reply = await upload.GetStatusAsync();
        var advice = reply.Json.GetProperty("advice");
        Assert.Equal("fast", advice.Text("tier"));
        Assert.Equal(10_000_000, advice.Number("goodputBytesPerSecond"));
        Assert.Equal(1, advice.GetProperty("successRate").GetDouble());
        Assert.EndsWith("goodput=10000000, success=1.0", reply.Header("Transfer-Advice"), StringComparison.Ordinal);
    }
}
