using System.Net;
using System.Text.Json;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Functions.Tests.Network;

/// <summary>What a client's next upload is told because of its last one.</summary>
public sealed class ClientNetworkTests : IAsyncLifetime
{
    private const string Id = "phone-of-somebody-4711";
    private const string Address = "198.51.100.23";

    private static readonly (string, string) Phone = ("Transfer-Client", $"\"{Id}\"");
    private static readonly (string, string) Home = ("X-Forwarded-For", Address);

    private ApiHost _host = null!;

    public static TheoryData<string, string, string, string> Clients => new()
    {
        { "Transfer-Client", $"\"{Id}\"", "Transfer-Client", "\"phone-of-somebody-else\"" },
        { "X-Forwarded-For", Address, "X-Forwarded-For", "198.51.100.24" },
    };

    public async Task InitializeAsync() => _host = await ApiHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task The_next_upload_of_a_client_starts_where_its_last_one_ended_and_anothers_does_not(
        string header, string value, string otherHeader, string otherValue)
    {
        var stranger = await StartAsync((header, value));
        var last = await SendOverBadLinkAsync((header, value));
        _host.Clock.Advance(TimeSpan.FromMinutes(30));

        var next = await StartAsync((header, value));
        Assert.Equal(
            (last.Number("chunkBytes"), last.Number("parallelism"), last.Text("stability")),
            (next.Number("chunkBytes"), next.Number("parallelism"), next.Text("stability")));
        Assert.NotEqual(stranger.Number("chunkBytes"), next.Number("chunkBytes"));
        Assert.Equal(stranger.GetRawText(), (await StartAsync((otherHeader, otherValue))).GetRawText());
        Assert.Equal(stranger.GetRawText(), (await StartAsync()).GetRawText());
    }

    [Fact]
    public async Task An_upload_by_tus_starts_where_the_last_one_ended_too()
    {
        var last = await SendOverBadLinkAsync(Phone);
        var reply = (await StartByTusAsync(Phone)).Is(HttpStatusCode.Created);

        Assert.StartsWith($"chunk-bytes={last.Number("chunkBytes")}, ", reply.Header("Transfer-Advice"), StringComparison.Ordinal);
        Assert.StartsWith("chunk-bytes=262144, ", (await StartByTusAsync()).Header("Transfer-Advice"), StringComparison.Ordinal);
        (await StartByTusAsync(("Transfer-Client", "short"))).IsProblem(HttpStatusCode.BadRequest, "client-id-malformed");
    }

    [Fact]
    public async Task What_is_known_from_the_start_counts_with_every_later_answer_and_is_given_as_a_reason()
    {
        var last = await SendOverBadLinkAsync(Phone);
        var upload = await ClientUpload.StartAsync(_host, new { fileName = "b", length = 2_000_000 }, Phone);

        Assert.Equal(last.Number("chunkBytes"), (await upload.StatusAsync()).GetProperty("advice").Number("chunkBytes"));
        var record = (await Reply.ToAsync(_host.Client, HttpMethod.Get, $"{upload.Path}/network")).Is(HttpStatusCode.OK).Json;
        Assert.Equal(0, record.GetProperty("total").Number("chunks"));
        Assert.StartsWith(
            "The client was known when the upload started: ", record.GetProperty("because")[5].GetString(), StringComparison.Ordinal);

        _host.Clock.Advance(TimeSpan.FromSeconds(1));
        var advice = (await upload.PutAsync(0, new byte[100_000])).Is(HttpStatusCode.OK).Json.GetProperty("advice");
        Assert.Equal((last.Number("chunkBytes"), 1), (advice.Number("chunkBytes"), advice.Number("parallelism")));
    }

    [Fact]
    public async Task A_client_can_ask_what_is_remembered_of_it_and_what_it_would_be_advised()
    {
        var last = await SendOverBadLinkAsync(Phone);
        var reply = (await Reply.ToAsync(_host.Client, HttpMethod.Get, "api/network", null, Phone)).Is(HttpStatusCode.OK);
        var known = reply.Json;

        Assert.Equal(["sessions", "updatedAt", "total", "link", "advice", "because"], known.EnumerateObject().Select(field => field.Name));
        Assert.Equal(
            (1, 6, 600_000, 6),
            (
                known.Number("sessions"),
                known.GetProperty("total").Number("chunks"),
                known.GetProperty("total").Number("bytes"),
                known.GetProperty("total").Number("mismatched")));
        Assert.Equal(_host.Clock.GetUtcNow(), known.GetProperty("updatedAt").GetDateTimeOffset());
        Assert.Equal(last.Number("chunkBytes"), known.GetProperty("advice").Number("chunkBytes"));
        Assert.StartsWith($"chunk-bytes={last.Number("chunkBytes")}, ", reply.Header("Transfer-Advice"), StringComparison.Ordinal);
        Assert.Equal(6, known.GetProperty("because").GetArrayLength());
        Assert.StartsWith(
            "Number of your uploads that have ended: 1. ", known.GetProperty("because")[0].GetString(), StringComparison.Ordinal);
        Assert.InRange(known.GetProperty("link").GetProperty("successRate").GetDouble(), 0.45, 0.55);
    }

    [Fact]
    public async Task A_client_of_which_nothing_is_known_is_told_so_and_gets_the_advice_of_a_new_one()
    {
        await SendOverBadLinkAsync(Phone);
        var stranger = (await Reply.ToAsync(_host.Client, HttpMethod.Get, "api/network", null, Home)).Is(HttpStatusCode.OK);
        var nobody = (await Reply.ToAsync(_host.Client, HttpMethod.Get, "api/network")).Is(HttpStatusCode.OK);

        Assert.Equal(["sessions", "total", "link", "advice", "because"], stranger.Json.EnumerateObject().Select(field => field.Name));
        Assert.Equal((0, 262_144), (stranger.Json.Number("sessions"), stranger.Json.GetProperty("advice").Number("chunkBytes")));
        Assert.Equal("The service remembers nothing about you.", stranger.Json.GetProperty("because")[0].GetString());
        Assert.StartsWith("The service cannot recognise you", nobody.Json.GetProperty("because")[0].GetString(), StringComparison.Ordinal);
        Assert.StartsWith("chunk-bytes=262144, ", nobody.Header("Transfer-Advice"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_id_that_cannot_be_used_is_refused_before_anything_is_stored()
    {
        var started = await Reply.ToAsync(
            _host.Client, HttpMethod.Post, "api/uploads", Bodies.Json(new { fileName = "a", length = 1 }), ("Transfer-Client", "short"));
        var asked = await Reply.ToAsync(_host.Client, HttpMethod.Get, "api/network", null, ("Transfer-Client", "((("));

        Assert.All(
            [started, asked],
            reply => Assert.Equal((HttpStatusCode.BadRequest, "client-id-malformed"), (reply.Status, reply.Json.Text("code"))));
        Assert.StartsWith("chunk-bytes=", asked.Header("Transfer-Advice"), StringComparison.Ordinal);
        Assert.Empty(_host.Stored.SessionRows);
    }

    [Fact]
    public async Task Neither_the_address_nor_the_id_of_a_client_stands_in_storage_or_in_the_log()
    {
        await SendOverBadLinkAsync(Phone, Home);
        await SendOverBadLinkAsync(Home);
        await ClientUpload.StartAsync(_host, new { fileName = "open", length = 1 }, Phone);

        var stored = string.Join('\n', (object[])
        [
            .. _host.Stored.SessionRows, .. _host.Stored.CounterRows, .. _host.Stored.ExpiryRows, .. _host.Stored.ProfileRows,
            .. _host.Stored.ProfileExpiryRows,
            .. _host.Stored.BlobIds.Select(id => _host.Stored.CommittedSession(id)!),
        ]);
        Assert.Equal(2, _host.Stored.ProfileRows.Count);
        Assert.Contains("Client = c-", stored, StringComparison.Ordinal);
        Assert.DoesNotContain(Id, stored, StringComparison.Ordinal);
        Assert.DoesNotContain(Address, stored, StringComparison.Ordinal);
        Assert.DoesNotContain(
            _host.Log.Lines, line => line.Contains(Id, StringComparison.Ordinal) || line.Contains(Address, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_kept_of_an_upload_that_has_ended_does_not_say_whose_it_was()
    {
        await SendOverBadLinkAsync(Phone);
        var cancelled = await ClientUpload.StartAsync(_host, new { fileName = "open", length = 1 }, Phone);
        Assert.NotNull(cancelled.Row.Client);

        await cancelled.CancelAsync();

        Assert.All(_host.Stored.SessionRows, row => Assert.Null(row.Client));
    }

    [Fact]
    public async Task Storage_that_does_not_tell_what_it_remembers_keeps_no_upload_from_starting_and_ending()
    {
        _host.Faults.FailOperation(StorageOperation.FindProfile, FaultTiming.BeforeEffect, times: 100);
        await SendOverBadLinkAsync(Phone);
        Assert.Empty(_host.Stored.ProfileRows);
        Assert.Equal(
            "storage-unavailable", (await Reply.ToAsync(_host.Client, HttpMethod.Get, "api/network", null, Phone)).Json.Text("code"));
    }

    private async Task<JsonElement> StartAsync(params (string, string)[] client) =>
        (await Reply.ToAsync(
            _host.Client,
            HttpMethod.Post,
            "api/uploads",
            Bodies.Json(new { fileName = "a", length = 2_000_000 }),
            client)).Is(HttpStatusCode.Created).Json.GetProperty("advice");

    /// <summary>Uploads a file over a link on which every other attempt fails.</summary>
    /// <returns>The advice that stood when the last chunk was stored.</returns>
    private Task<Reply> StartByTusAsync(params (string Name, string Value)[] headers) =>
        Reply.ToAsync(
            _host.Client, HttpMethod.Post, "api/tus", null, [("Tus-Resumable", "1.0.0"), ("Upload-Length", "2000000"), .. headers]);

    private async Task<JsonElement> SendOverBadLinkAsync(params (string, string)[] client)
    {
        var upload = await ClientUpload.StartAsync(_host, new { fileName = "a", length = 600_000 }, client);
        JsonElement advice = default;
        for (var i = 0; i < 6; i++)
        {
            _host.Clock.Advance(TimeSpan.FromSeconds(2));
            (await upload.PutAsync(
                i * 100_000,
                Bodies.Sized(new byte[1_000]),
                ("Content-Digest", Bodies.ContentDigest(new byte[999])))).Is(HttpStatusCode.UnprocessableEntity);
            advice = (await upload.PutAsync(i * 100_000, new byte[100_000])).Is(HttpStatusCode.OK).Json.GetProperty("advice");
        }

        (await upload.CompleteAsync()).Is(HttpStatusCode.OK);
        return advice;
    }
}
