using System.Net;
using System.Text.Json;
using SmartTransfer.Functions.Tests.Hosting;

namespace SmartTransfer.Functions.Tests.Uploads;

public sealed class StartUploadTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly ApiHost _host = shared.Host;

    [Fact]
    public async Task A_start_answers_201_with_the_session()
    {
        var reply = (
            await PostAsync(new { fileName = "holiday.mp4", length = 5_000_000, contentType = "video/mp4" })).Is(HttpStatusCode.Created);

        Assert.Equal("application/json", reply.MediaType);
        Assert.Equal("no-store", reply.Header("Cache-Control"));
        var upload = reply.Json;
        Assert.Equal("open", upload.Text("state"));
        Assert.Equal("holiday.mp4", upload.Text("fileName"));
        Assert.Equal(5_000_000, upload.Number("length"));
        Assert.Equal("video/mp4", upload.Text("contentType"));
        Assert.Equal(0, upload.Number("bytesReceived"));
        Assert.Equal(0, upload.Number("percentage"));
        Assert.Equal("0+5000000", upload.Ranges("missing"));
        Assert.Equal(string.Empty, upload.Ranges("received"));
        Assert.Equal(0, upload.GetProperty("chunks").GetArrayLength());
        Assert.Matches("^[A-Za-z0-9_-]{22}$", upload.Text("id"));
    }

    [Fact]
    public async Task The_location_is_a_path_and_leads_to_the_upload()
    {
        var reply = (await PostAsync(new { fileName = "a", length = 1 })).Is(HttpStatusCode.Created);
        var location = reply.Header("Location")!;
        Assert.Equal($"/api/uploads/{reply.Json.Text("id")}", location);

        var followed = (await Reply.ToAsync(_host.Client, HttpMethod.Get, location)).Is(HttpStatusCode.OK);
        Assert.Equal(reply.Json.Text("id"), followed.Json.Text("id"));
    }

    [Fact]
    public async Task The_location_works_also_when_the_path_ended_in_a_slash()
    {
        var reply = (await Reply.ToAsync(
            _host.Client, HttpMethod.Post, "api/uploads/", Bodies.Json(new { fileName = "a", length = 1 }))).Is(HttpStatusCode.Created);
        (await Reply.ToAsync(_host.Client, HttpMethod.Get, reply.Header("Location")!)).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_upload_expires_24_hours_after_its_start()
    {
        var upload = (await PostAsync(new { fileName = "a", length = 1 })).Is(HttpStatusCode.Created).Json;
        Assert.Equal(_host.Clock.GetUtcNow(), upload.GetProperty("createdAt").GetDateTimeOffset());
        Assert.Equal(_host.Clock.GetUtcNow().AddHours(24), upload.GetProperty("expiresAt").GetDateTimeOffset());
    }

    [Fact]
    public async Task The_first_advice_stands_in_the_header_and_in_the_body()
    {
        var reply = (await PostAsync(new { fileName = "a", length = 1 })).Is(HttpStatusCode.Created);
        Assert.Equal(
            "chunk-bytes=262144, min-chunk-bytes=1, max-chunk-bytes=8388608, parallel=3, tier=unknown, stability=unknown, "
            + "retry-ms=1000, max-retries=5",
            reply.Header("Transfer-Advice"));
        var advice = reply.Json.GetProperty("advice");
        Assert.Equal(262_144, advice.Number("chunkBytes"));
        Assert.Equal(1, advice.Number("minChunkBytes"));
        Assert.Equal(8_388_608, advice.Number("maxChunkBytes"));
        Assert.Equal(3, advice.Number("parallelism"));
        Assert.Equal("unknown", advice.Text("tier"));
        Assert.Equal(1000, advice.Number("retryDelayMilliseconds"));
        Assert.Equal(5, advice.Number("maxRetries"));
    }

    [Fact]
    public async Task A_file_so_long_that_the_usual_chunk_is_too_small_is_advised_the_floor()
    {
        var advice = (
            await PostAsync(new { fileName = "a", length = 274_877_906_944 })).Is(HttpStatusCode.Created).Json.GetProperty("advice");
        Assert.Equal(5_609_754, advice.Number("minChunkBytes"));
        Assert.Equal(5_609_754, advice.Number("chunkBytes"));
    }

    [Fact]
    public async Task Expected_digests_and_metadata_are_given_back()
    {
        var (sha256, chunkDigests) = (Bodies.Hex([1]), Bodies.Hex([2]));
        var metadata = new Dictionary<string, string> { ["album"] = "été 🏖", ["Rating_1-5"] = string.Empty };
        var started = await ClientUpload.StartAsync(
            _host,
            new
            {
                fileName = "a",
                length = 1,
                expected = new
                {
                    sha256 = sha256.ToUpperInvariant(),
                    crc64nvme = "AE8B14860A799888",
                    chunkDigestsSha256 = chunkDigests,
                },
                metadata
            });

        var upload = await started.StatusAsync();
        Assert.Equal(sha256, upload.GetProperty("expected").Text("sha256"));
        Assert.Equal("ae8b14860a799888", upload.GetProperty("expected").Text("crc64nvme"));
        Assert.Equal(chunkDigests, upload.GetProperty("expected").Text("chunkDigestsSha256"));
        Assert.Equal(metadata, upload.GetProperty("metadata").Deserialize<Dictionary<string, string>>());
    }

    [Fact]
    public async Task What_was_left_out_or_is_null_stays_out()
    {
        var reply = await PostAsync("""{ "fileName": "a", "length": 1, "contentType": null, "expected": null, "metadata": {} }""");
        var upload = reply.Is(HttpStatusCode.Created).Json;
        Assert.Equal("application/octet-stream", upload.Text("contentType"));
        string[] absent = ["expected", "metadata", "endedAt", "file", "conflicts", "rejectedBecause"];
        Assert.All(absent, name => Assert.False(upload.TryGetProperty(name, out _), name));
    }

    [Theory]
    [InlineData("日本語の名前.txt")]
    [InlineData("with \"quotes\" and spaces; x=y.txt")]
    [InlineData("..hidden")]
    [InlineData("👩‍👩‍👧.jpg")]
    public async Task Unusual_but_harmless_names_are_taken_as_they_are(string fileName)
    {
        var upload = (await PostAsync(new { fileName, length = 1 })).Is(HttpStatusCode.Created).Json;
        Assert.Equal(fileName, upload.Text("fileName"));
    }

    [Theory]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/json; charset=\"utf-8\"")]
    [InlineData("application/json;charset=\"UTF-8\"; x=y")]
    [InlineData("Application/JSON")]
    public async Task The_media_type_may_be_spelt_as_it_may(string contentType)
    {
        var body = new ByteArrayContent("""{ "fileName": "a", "length": 1 }"""u8.ToArray());
        (await Reply.ToAsync(_host.Client, HttpMethod.Post, "api/uploads", body, ("Content-Type", contentType))).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task The_JSON_may_begin_with_a_byte_order_mark()
    {
        byte[] body = [0xEF, 0xBB, 0xBF, .. """{ "fileName": "a", "length": 1 }"""u8];
        Assert.Equal("a", (await PostAsync(body)).Is(HttpStatusCode.Created).Json.Text("fileName"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("undefined")]
    [InlineData("null")]
    public async Task What_clients_send_of_a_file_whose_type_they_do_not_know_is_none(string contentType) =>
        Assert.Equal(
            "application/octet-stream",
            (await PostAsync(new { fileName = "a", length = 1, contentType })).Is(HttpStatusCode.Created).Json.Text("contentType"));

    [Fact]
    public async Task A_name_may_be_as_long_as_file_systems_take_it_and_is_given_back_whole()
    {
        var fileName = new string('本', 255);
        var upload = await ClientUpload.CompletedAsync(_host, [1], new { fileName, length = 1 });
        Assert.Equal(fileName, (await upload.StatusAsync()).Text("fileName"));
        Assert.Equal(fileName, (await upload.GetContentAsync()).ContentHeaders.ContentDisposition?.FileNameStar);
    }

    [Fact]
    public async Task A_start_stores_one_session_and_one_entry_of_the_expiry_index()
    {
        var upload = await ClientUpload.StartAsync(_host, 7);
        Assert.Equal(7, upload.Row.LengthBytes);
        Assert.Single(_host.Stored.ExpiryRows, row => row.Id == upload.Id);
    }

    private Task<Reply> PostAsync(object body) => Reply.ToAsync(_host.Client, HttpMethod.Post, "api/uploads", Bodies.Json(body));
}
