using System.Net;
using SmartTransfer.Testing.Client;
using SmartTransfer.Testing.Files;
using SmartTransfer.Testing.Hosts;
using SmartTransfer.Testing.Telemetry;
using SmartTransfer.Testing.Time;
using Xunit.Abstractions;

namespace SmartTransfer.EndToEnd;

/// <summary>What a host tells of itself while uploads happen.</summary>
public sealed class MetricsTests(EndToEndFixture fixture, ITestOutputHelper output) : EndToEndTest(fixture, output)
{
    private const int ChunkBytes = 64 * 1024;
    private const int ChunkCount = 8;

    [Fact]
    public async Task Numbers_follow_the_uploads_and_the_text_is_what_Prometheus_reads()
    {
        var host = await StartHostAsync();
        var client = Connect(host);
        var file = new SeededFile(seed: 21, ChunkCount * ChunkBytes);
        var before = await ReadAsync(host);
        Assert.Equal(0, before.Sum("smart_transfer_chunk_count_total"));
        Assert.Equal(134_217_728, before.Sum("smart_transfer_body_in_flight_limit_bytes"));

        var started = await client.StartAsync("metrics.bin", file.Length);
        await new ParallelUpload(file, started.Id).SendAsync([client], ChunkPlan.Even(file.Length, ChunkBytes));
        Assert.True((await client.CompleteAsync(started.Id)).IsSuccess);
        Assert.False((await client.CompleteAsync("nothing")).IsSuccess);

        PrometheusText after = before;
        await Eventually.HoldsAsync(
            "the upload is counted", async () => (after = await ReadAsync(host)).Sum("smart_transfer_problem_count_total") == 1);
        Assert.Equal(ChunkCount, after.Sum("smart_transfer_chunk_count_total", "protocol=\"native\"", "outcome=\"stored\""));
        Assert.Equal(ChunkCount, after.Sum("smart_transfer_chunk_count_total"));
        Assert.Equal(file.Length, after.Sum("smart_transfer_chunk_io_bytes_total", "outcome=\"stored\""));
        Assert.Equal(ChunkCount, after.Sum("smart_transfer_chunk_receive_duration_seconds_count"));
        Assert.Equal(ChunkCount, after.Sum("smart_transfer_chunk_stage_duration_seconds_count"));
        Assert.Equal(ChunkCount, after.Sum("smart_transfer_storage_call_duration_seconds_count", "operation=\"stage block\""));
        Assert.Equal(1, after.Sum("smart_transfer_session_move_count_total", "state=\"open\""));
        Assert.Equal(1, after.Sum("smart_transfer_session_move_count_total", "state=\"completed\""));
        Assert.Equal(1, after.Sum("smart_transfer_problem_count_total", "error_type=\"upload-id-malformed\""));
        Assert.Equal(0, after.Sum("smart_transfer_storage_retry_count_total"));
        Assert.Equal(
            ChunkCount,
            after.Sum(
                "http_server_request_duration_seconds_count", "http_route=\"api/uploads/{id}/chunks/{offset}\"", "status_code=\"200\""));
        Assert.Equal(0, after.Sum("smart_transfer_body_in_flight_usage_bytes"));
        Assert.DoesNotContain(after.Samples.Keys, series => series.Contains(started.Id, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Throttled_storage_shows_in_its_retries()
    {
        var proxy = StartProxy();
        var host = await StartHostAsync(through: proxy);
        var client = Connect(host);
        var started = await client.StartAsync("throttled.bin", ChunkBytes);
        proxy.Obey(
            (request, moment) => moment is RelayMoment.Request && request.StagesBlock && proxy.Requests.Count(seen => seen.StagesBlock) == 1
                ? RelayVerdict.Unavailable
                : RelayVerdict.Pass);
        await new ParallelUpload(
            new SeededFile(seed: 22, ChunkBytes), started.Id).SendAsync([client], ChunkPlan.Even(ChunkBytes, ChunkBytes));

        await Eventually.HoldsAsync("the retry is counted", async () =>
            (await ReadAsync(host)).Sum(
                "smart_transfer_storage_retry_count_total", "operation=\"stage block\"", "error_type=\"throttled\"") == 1);
    }

    [Fact]
    public async Task A_faults_lines_on_the_console_have_the_id_of_its_answer()
    {
        var proxy = StartProxy();
        var host = await StartHostAsync(
            through: proxy, more: [("SmartTransfer__Retry__MaxRetries", "1"), ("SmartTransfer__Retry__BaseDelay", "00:00:00.001")]);
        var started = await Connect(host).StartAsync("down.bin", ChunkBytes);
        proxy.Always(RelayVerdict.Unavailable);
        using var http = new HttpClient { BaseAddress = host.Address };
        var answer = await http.GetAsync(new Uri($"api/uploads/{started.Id}", UriKind.Relative));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        var id = Assert.Single(answer.Headers.GetValues("x-correlation-id"));
        await Eventually.HoldsAsync("the host has said so", () => host.Output.Says($"Request {id} failed because storage does not answer"));
        var lines = host.Output.Lines.Where(line => line.Contains("find session", StringComparison.Ordinal) || line.Contains(
            "storage does not answer", StringComparison.Ordinal)).ToList();
        Assert.True(lines.Count >= 2, host.Output.ToString());
        Assert.All(lines, line => Assert.Contains($"=> CorrelationId:{id}", line, StringComparison.Ordinal));
        Assert.DoesNotContain(host.Output.Lines, line => line.Contains(started.Id, StringComparison.Ordinal));
    }

    private static async Task<PrometheusText> ReadAsync(HostProcess host)
    {
        using var http = new HttpClient { BaseAddress = host.Address };
        return PrometheusText.Read(await http.GetStringAsync(new Uri("api/metrics", UriKind.Relative)));
    }
}
