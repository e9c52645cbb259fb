using System.Net;
using System.Text.Json;
using SmartTransfer.Functions.Tests.Hosting;

namespace SmartTransfer.Functions.Tests.Network;

public sealed class AdviceTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly ApiHost _host = shared.Host;

    [Fact]
    public async Task Every_answer_about_an_upload_carries_advice()
    {
        var upload = await ClientUpload.StartAsync(_host, 100);
        Reply[] replies =
        [
            await upload.PutAsync(0, new byte[100]),
            await upload.PutAsync(-1, new byte[1]),
            await upload.GetStatusAsync(),
            await upload.CompleteAsync(),
            await Reply.ToAsync(_host.Client, HttpMethod.Get, $"{upload.Path}/content"),
            await Reply.ToAsync(_host.Client, HttpMethod.Get, $"{upload.Path}/network"),
            await Reply.ToAsync(_host.Client, HttpMethod.Delete, upload.Path),
            await Reply.ToAsync(_host.Client, HttpMethod.Get, "api/uploads/AAAAAAAAAAAAAAAAAAAAAA"),
            await Reply.ToAsync(_host.Client, HttpMethod.Get, "api/uploads/nonsense"),
            await Reply.ToAsync(_host.Client, HttpMethod.Post, "api/uploads", Bodies.Json(new { fileName = "..", length = 1 })),
        ];

        Assert.All(replies, reply => Assert.StartsWith("chunk-bytes=262144, ", reply.Header("Transfer-Advice"), StringComparison.Ordinal));
        Assert.Null((await Reply.ToAsync(_host.Client, HttpMethod.Get, "api/health")).Header("Transfer-Advice"));
    }

    [Fact]
    public async Task A_refused_chunk_is_told_how_large_to_make_the_next_and_when()
    {
        var upload = await ClientUpload.StartAsync(_host, 2_000_000);
        var problem = (await SendDamagedAsync(upload)).Json;

        Assert.Equal(
            (0, 262_144), (problem.GetProperty("retry").Number("afterMilliseconds"), problem.GetProperty("retry").Number("chunkBytes")));
        Assert.Equal(
            (262_144, 0),
            (problem.GetProperty("advice").Number("chunkBytes"), problem.GetProperty("advice").GetProperty("successRate").GetDouble()));
    }

    [Fact]
    public async Task Within_a_few_failures_the_advice_goes_to_one_connection_and_small_chunks_and_the_waits_grow()
    {
        var upload = await ClientUpload.StartAsync(_host, 2_000_000);
        var answers = new List<JsonElement>();
        for (var i = 0; i < 5; i++)
        {
            answers.Add((await SendDamagedAsync(upload)).Json);
        }

        var advice = answers[2].GetProperty("advice");
        Assert.Equal((1, "unstable"), (advice.Number("parallelism"), advice.Text("stability")));
        Assert.InRange(advice.Number("chunkBytes"), 65_536, 262_144);
        Assert.Equal(
            [1_000, 2_000, 4_000, 8_000, 16_000], answers.Select(answer => answer.GetProperty("advice").Number("retryDelayMilliseconds")));
        Assert.Equal([0, 1_000, 2_000, 4_000, 8_000], answers.Select(answer => answer.GetProperty("retry").Number("afterMilliseconds")));
    }

    [Fact]
    public async Task The_record_of_an_upload_says_what_was_counted_what_that_means_and_why()
    {
        var upload = await ClientUpload.StartAsync(_host, 2_000_000);
        for (var i = 0; i < 6; i++)
        {
            _host.Clock.Advance(TimeSpan.FromSeconds(2));
            (await upload.PutAsync(i * 100_000, new byte[100_000])).Is(HttpStatusCode.OK);
        }

        await SendDamagedAsync(upload);
        var record = (await Reply.ToAsync(_host.Client, HttpMethod.Get, $"{upload.Path}/network")).Is(HttpStatusCode.OK).Json;

        Assert.Equal(["id", "total", "instances", "link", "advice", "because"], record.EnumerateObject().Select(field => field.Name));
        Assert.Equal(
            (6, 600_000, 1),
            (
                record.GetProperty("total").Number("chunks"),
                record.GetProperty("total").Number("bytes"),
                record.GetProperty("total").Number("mismatched")));
        Assert.Equal(
            record.GetProperty("total").GetRawText(), Assert.Single(record.GetProperty("instances").EnumerateObject()).Value.GetRawText());
        var link = record.GetProperty("link");
        Assert.Equal(
            ("completions", 50_000, 16_667),
            (link.Text("source"), link.Number("goodputBytesPerSecond"), link.Number("connectionBytesPerSecond")));
        Assert.InRange(link.GetProperty("successRate").GetDouble(), 0.85, 0.86);
        var because = record.GetProperty("because").EnumerateArray().Select(sentence => sentence.GetString()!).ToList();
        Assert.Equal(5, because.Count);
        Assert.StartsWith("One connection moves 16667 bytes/s", because[0], StringComparison.Ordinal);
        Assert.Contains("so the link is variable", because[1], StringComparison.Ordinal);
        Assert.Contains("lose the least time to failures and overhead together", because[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_upload_has_a_record_that_says_that_nothing_is_known()
    {
        var upload = await ClientUpload.StartAsync(_host, 100);
        var record = (await Reply.ToAsync(_host.Client, HttpMethod.Get, $"{upload.Path}/network")).Is(HttpStatusCode.OK).Json;

        Assert.Empty(record.GetProperty("instances").EnumerateObject());
        Assert.StartsWith("No rate is known yet", record.GetProperty("because")[0].GetString(), StringComparison.Ordinal);
        Assert.Contains("the tier decides: unknown, 262144 bytes", record.GetProperty("because")[2].GetString(), StringComparison.Ordinal);
    }

    private static Task<Reply> SendDamagedAsync(ClientUpload upload) =>
        upload.PutAsync(1_000_000, Bodies.Sized(new byte[1_000]), ("Content-Digest", Bodies.ContentDigest(new byte[999])));
}
