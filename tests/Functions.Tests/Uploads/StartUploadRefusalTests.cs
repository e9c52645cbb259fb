using System.Net;
using System.Text;
using System.Text.Json;
using SmartTransfer.Functions.Tests.Hosting;

namespace SmartTransfer.Functions.Tests.Uploads;

public sealed class StartUploadRefusalTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly ApiHost _host = shared.Host;

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("fileName=a&length=1")]
    [InlineData("""{ "fileName": "a", "length": 1, }""")]
    [InlineData("""{ "fileName": "a", "length": 01 }""")]
    [InlineData("""{ "fileName": "a", /* a comment */ "length": 1 }""")]
    [InlineData("""{ "fileName": "a", "length": 1 } trailing""")]
    [InlineData("""{ "fileName": "a", "length": NaN }""")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("5")]
    [InlineData("\"text\"")]
    [InlineData("""{ "metadata": [[[[[[[[[[]]]]]]]]]] }""")]
    public Task A_body_that_is_no_JSON_object_is_refused(string body) => IsRefused(body, HttpStatusCode.BadRequest, "body-malformed");

    [Theory]
    [InlineData("""{ "fileName": "a", "length": 1, "length": 2 }""")]
    [InlineData("""{ "fileName": "a", "length": 1, "\u006cength": 2 }""")]
    [InlineData("""{ "fileName": "a", "length": 1, "metadata": { "x": "1", "x": "2" } }""")]
    public Task A_name_that_is_given_twice_is_refused(string body) => IsRefused(body, HttpStatusCode.BadRequest, "body-malformed");

    [Fact]
    public async Task The_place_of_a_mistake_in_the_JSON_is_named()
    {
        var problem = await IsRefused("{\n  \"fileName\": oops }", HttpStatusCode.BadRequest, "body-malformed");
        Assert.Contains("(line 2, byte 15)", problem.Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_is_given_twice_is_told_to_be_just_that()
    {
        var problem = await IsRefused("""{ "fileName": "a", "length": 1, "length": 2 }""", HttpStatusCode.BadRequest, "body-malformed");
        Assert.Contains("it gives a name twice", problem.Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_field_that_is_not_known_is_named()
    {
        var problem = await IsRefused("""{ "fileName": "a", "length": 1, "contenttype": "x" }""",
            HttpStatusCode.UnprocessableEntity, "field-invalid");
        Assert.Equal("contenttype", problem.Text("field"));
        Assert.Contains("'contentType'", problem.Text("detail"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/octet-stream")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json; charset=\"utf-16\"")]
    [InlineData("nonsense")]
    [InlineData("")]
    public async Task Another_media_type_is_refused(string contentType)
    {
        var before = Rows();
        var body = new ByteArrayContent("""{ "fileName": "a", "length": 1 }"""u8.ToArray());
        var reply = await Reply.ToAsync(
            _host.Client,
            HttpMethod.Post,
            "api/uploads",
            body,
            [.. contentType.Length > 0 ? [("Content-Type", contentType)] : Array.Empty<(string, string)>()]);
        var problem = reply.IsProblem(HttpStatusCode.UnsupportedMediaType, "media-type-unsupported");
        Assert.Equal(contentType, problem.Text("got"));
        Assert.Equal("application/json", problem.Text("want"));
        Assert.Equal(before, Rows());
    }

    [Theory]
    [InlineData("""{ "fileName": "a" }""")]
    [InlineData("""{ "fileName": "a", "length": null }""")]
    public Task A_missing_length_is_refused(string body) => IsRefused(body, HttpStatusCode.UnprocessableEntity, "length-missing");

    [Theory]
    [InlineData("-1")]
    [InlineData("-99999999999999999999")]
    [InlineData("1.5")]
    [InlineData("1.0")]
    [InlineData("1e3")]
    [InlineData("\"5\"")]
    [InlineData("true")]
    [InlineData("{}")]
    [InlineData("[5]")]
    public Task A_length_that_is_no_number_of_bytes_is_refused(string length) =>
        IsRefused($$"""{ "fileName": "a", "length": {{length}} }""", HttpStatusCode.UnprocessableEntity, "length-invalid");

    [Theory]
    [InlineData("274877906945", "274877906945")]
    [InlineData("9223372036854775807", "9223372036854775807 or more")]
    [InlineData("9223372036854775808", "9223372036854775807 or more")]
    [InlineData("99999999999999999999999999999999", "9223372036854775807 or more")]
    [InlineData(
        "99999999999999999999999999999999999999999999999999999999999999999999999999999999999999", "9223372036854775807 or more")]
    public async Task A_length_over_the_maximum_is_refused_and_the_maximum_named(string length, string got)
    {
        var problem = await IsRefused($$"""{ "fileName": "a", "length": {{length}} }""",
            HttpStatusCode.RequestEntityTooLarge, "length-too-large");
        Assert.Equal(got, problem.Text("got"));
        Assert.Equal(274_877_906_944, problem.Number("want"));
    }

    [Theory]
    [InlineData("1.0000000000000000000000000000000000000000000000000000000000000000000001")]
    [InlineData("1e999999999")]
    public async Task A_length_of_many_digits_costs_no_more_than_another(string length) =>
        Assert.True((await IsRefused($$"""{ "fileName": "a", "length": {{length}} }""", null, null)).Text("got")!.Length <= 65);

    [Theory]
    [InlineData("image/*")]
    [InlineData("*/*")]
    public Task A_wildcard_is_no_type_to_serve_a_file_as(string type) =>
        IsRefused(
            JsonSerializer.Serialize(new { fileName = "a", length = 1, contentType = type }),
            HttpStatusCode.UnprocessableEntity,
            "content-type-invalid");

    [Theory]
    [InlineData("\"md5\": \"x\"", "field-invalid", "expected.md5")]
    [InlineData("\"sha256\": 5", "field-invalid", "expected.sha256")]
    [InlineData("\"sha256\": \"\"", "digest-malformed", "'expected.sha256'")]
    [InlineData("\"sha256\": \"abc\"", "digest-malformed", "'expected.sha256'")]
    [InlineData(
        "\"sha256\": \"z665a45920422f9d417e4867efdc4fb8a04a1f3fff1fa07e998e86f7f7a27ae3\"", "digest-malformed", "'expected.sha256'")]
    [InlineData("\"chunkDigestsSha256\": \"abc\"", "digest-malformed", "'expected.chunkDigestsSha256'")]
    [InlineData("\"crc64nvme\": \"ae8b14860a79988\"", "digest-malformed", "'expected.crc64nvme'")]
    [InlineData("\"crc64nvme\": \" e8b14860a799888\"", "digest-malformed", "'expected.crc64nvme'")]
    [InlineData("\"crc64nvme\": \"0xae8b14860a7998\"", "digest-malformed", "'expected.crc64nvme'")]
    public async Task Expected_digests_that_cannot_be_read_are_refused(string digest, string code, string field)
    {
        var status = code == "digest-malformed" ? HttpStatusCode.BadRequest : HttpStatusCode.UnprocessableEntity;
        var problem = await IsRefused($$"""{ "fileName": "a", "length": 1, "expected": { {{digest}} } }""", status, code);
        Assert.Equal(field, problem.Text("field"));
    }

    [Theory]
    [InlineData("\"x\"")]
    [InlineData("[]")]
    [InlineData("5")]
    public async Task Expected_digests_and_metadata_that_are_no_objects_are_refused(string value)
    {
        foreach (var name in (string[])["expected", "metadata"])
        {
            var problem = await IsRefused($$"""{ "fileName": "a", "length": 1, "{{name}}": {{value}} }""",
                HttpStatusCode.UnprocessableEntity, "field-invalid");
            Assert.Equal(name, problem.Text("field"));
        }
    }

    [Fact]
    public async Task A_whole_file_SHA_256_is_refused_where_it_could_not_be_verified()
    {
        var body = JsonSerializer.Serialize(new { fileName = "a", length = 1_073_741_825L, expected = new { sha256 = Bodies.Hex([]) } });
        var problem = await IsRefused(body, HttpStatusCode.UnprocessableEntity, "sha256-not-verifiable");
        Assert.Equal(1_073_741_824, problem.Number("want"));
        (await PostAsync(Bodies.Json(body.Replace("1073741825", "1073741824", StringComparison.Ordinal)))).Is(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_of_more_than_64_KiB_is_refused(bool chunked)
    {
        var before = Rows();
        var bytes = Encoding.UTF8.GetBytes($$"""{ "fileName": "a", "length": 1 {{new string(' ', 64 * 1024)}} }""");
        var content = chunked ? Bodies.Chunked(bytes) : Bodies.Sized(bytes);
        var reply = await Reply.ToAsync(_host.Client, HttpMethod.Post, "api/uploads", content, ("Content-Type", "application/json"));
        reply.IsProblem(HttpStatusCode.RequestEntityTooLarge, "request-too-large");
        Assert.Equal(before, Rows());
    }

    [Theory]
    [InlineData("""{ "fileName": "\ud800.txt", "length": 1 }""")]
    [InlineData("""{ "fileName": "a", "length": 1, "contentType": "\udc00" }""")]
    [InlineData("""{ "fileName": "a", "length": 1, "expected": { "sha256": "\ud800" } }""")]
    [InlineData("""{ "fileName": "a", "length": 1, "expected": { "\ud800": "x" } }""")]
    [InlineData("""{ "fileName": "a", "length": 1, "metadata": { "x": "\ud800" } }""")]
    [InlineData("""{ "fileName": "a", "length": 1, "metadata": { "\ud800": "x" } }""")]
    [InlineData("""{ "fileName": "a", "length": 1, "\ud800": "x" }""")]
    public Task Half_a_surrogate_pair_is_the_clients_mistake_wherever_it_stands(string body) => IsRefused(body, null, null);

    [Theory]
    [InlineData("""{ "fileName": "?.txt", "length": 1 }""")]
    [InlineData("""{ "fileName": "a", "length": 1, "contentType": "?" }""")]
    [InlineData("""{ "fileName": "a", "length": 1, "expected": { "sha256": "?" } }""")]
    [InlineData("""{ "fileName": "a", "length": 1, "metadata": { "x": "?" } }""")]
    [InlineData("""{ "fileName": "a", "length": 1, "metadata": { "?": "x" } }""")]
    [InlineData("""{ "fileName": "a", "length": 1, "?": "x" }""")]
    public Task Bytes_that_are_no_UTF_8_are_the_clients_mistake_wherever_they_stand(string body) =>
        IsRefused(Encoding.Latin1.GetBytes(body.Replace('?', '\u00ff')), null, null);

    [Theory]
    [InlineData(63)]
    [InlineData(62)]
    public async Task A_value_whose_shown_beginning_ends_within_a_character_is_shown_all_the_same(int length)
    {
        var contentType = new string('a', length) + "😀😀";
        var problem = await IsRefused(
            JsonSerializer.Serialize(new { fileName = "a", length = 1, contentType }),
            HttpStatusCode.UnprocessableEntity,
            "content-type-invalid");
        Assert.StartsWith(new string('a', length), problem.Text("got"), StringComparison.Ordinal);
        await IsRefused($$"""{ "fileName": "a", "length": 1, "{{contentType}}": 1 }""",
            HttpStatusCode.UnprocessableEntity, "field-invalid");
    }

    /// <summary>Asserts that the body is the client's mistake and that nothing of it is stored.</summary>
    private async Task<JsonElement> IsRefused(object body, HttpStatusCode? status, string? code)
    {
        var before = Rows();
        var reply = await PostAsync(Bodies.Json(body));
        var problem = reply.IsProblem(status ?? reply.Status, code ?? reply.Json.Text("code")!);
        Assert.InRange((int)reply.Status, 400, 499);
        Assert.Equal(before, Rows());
        return problem;
    }

    private Task<Reply> PostAsync(HttpContent body) => Reply.ToAsync(_host.Client, HttpMethod.Post, "api/uploads", body);

    private (int Sessions, int Entries) Rows() => (_host.Stored.SessionRows.Count, _host.Stored.ExpiryRows.Count);
}
