using System.Net;
using System.Text;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Functions.Tests.Tus;

public sealed class TusPostTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private static readonly byte[] File = Values.RandomBytes(3_000, seed: 1);

    private readonly ApiHost _host = shared.Host;

    [Fact]
    public async Task An_upload_is_created_with_its_address_its_offset_its_expiry_and_advice()
    {
        var created = (await TusUpload.StartAsync(_host, 100)).Created;

        Assert.Matches("^/api/tus/[A-Za-z0-9_-]{22}$", created.Header("Location"));
        Assert.Equal("1.0.0", created.Header("Tus-Resumable"));
        Assert.Equal("0", created.Header("Upload-Offset"));
        Assert.Equal(_host.Clock.GetUtcNow().AddHours(24).ToString("r"), created.Header("Upload-Expires"));
        Assert.StartsWith("chunk-bytes=", created.Header("Transfer-Advice"), StringComparison.Ordinal);
        Assert.Empty(created.Body);
    }

    [Fact]
    public async Task An_empty_file_is_there_at_once()
    {
        var upload = await TusUpload.StartAsync(_host, 0);

        Assert.Equal((byte[])[], upload.File!);
        var head = await upload.HeadAsync();
        Assert.Equal(("0", "0"), (head.Header("Upload-Offset"), head.Header("Upload-Length")));
        Assert.Null(upload.Created.Header("Upload-Expires"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_first_bytes_may_come_with_the_creation(bool chunked)
    {
        var upload = await TusUpload.StartAsync(
            _host,
            chunked ? Bodies.Chunked(File[..1_000]) : Bodies.Sized(File[..1_000]),
            ("Upload-Length", "3000"),
            ("Content-Type", TusUpload.Octets));

        Assert.Equal("1000", upload.Created.Header("Upload-Offset"));
        (await upload.PatchAsync(1_000, File[1_000..])).Is(HttpStatusCode.NoContent);
        Assert.Equal(File, upload.File);
    }

    [Fact]
    public async Task The_whole_file_may_come_with_the_creation()
    {
        var upload = await TusUpload.StartAsync(_host, Bodies.Sized(File), ("Upload-Length", "3000"), ("Content-Type", TusUpload.Octets));

        Assert.Equal("3000", upload.Created.Header("Upload-Offset"));
        Assert.Equal(File, upload.File);
    }

    [Fact]
    public async Task File_name_and_type_become_those_of_the_upload_and_the_field_comes_back_as_it_was_sent()
    {
        var field =
            $"filename {Base64("größe.txt")},filetype {Base64("text/plain")},relativePath {Base64("a/b")},draft,odd.key {Base64("x")}";
        var upload = await TusUpload.StartAsync(_host, 5, ("Upload-Metadata", field));

        Assert.Equal(("größe.txt", "text/plain"), (upload.Row.FileName, upload.Row.ContentType));
        Assert.Equal(field, (await upload.HeadAsync()).Header("Upload-Metadata"));
        Assert.Equal("a/b", upload.Row.Metadata["relativePath"]);
        Assert.Equal(string.Empty, upload.Row.Metadata["draft"]);
        Assert.Equal(["draft", "relativePath"], upload.Row.Metadata.Keys.Order());
    }

    [Theory]
    [InlineData("")]
    [InlineData("filename ,filetype ")]
    [InlineData("filename,filetype")]
    [InlineData("filetype dW5kZWZpbmVk")]
    [InlineData("filetype bnVsbA==")]
    public async Task A_file_without_a_name_or_type_gets_those_of_any_file(string field)
    {
        var upload = await TusUpload.StartAsync(_host, 5, field.Length > 0 ? [("Upload-Metadata", field)] : []);

        Assert.Equal(("file", "application/octet-stream"), (upload.Row.FileName, upload.Row.ContentType));
    }

    public static TheoryData<string, HttpStatusCode, string> BadMetadata => new()
    {
        { "filename not!base64", HttpStatusCode.BadRequest, "header-invalid" },
        { "filename YQ== YQ==", HttpStatusCode.BadRequest, "header-invalid" },
        { " ,", HttpStatusCode.BadRequest, "header-invalid" },
        { "a YQ==,,b YQ==", HttpStatusCode.BadRequest, "header-invalid" },
        { $"{new string('k', 65)} YQ==", HttpStatusCode.BadRequest, "header-invalid" },
        { "a Y\tQ==", HttpStatusCode.BadRequest, "header-invalid" },
        { "filename /w==", HttpStatusCode.UnprocessableEntity, "file-name-invalid" },
        { $"filename {Base64("a\r\nb")}", HttpStatusCode.UnprocessableEntity, "file-name-invalid" },
        { "filetype /w==", HttpStatusCode.UnprocessableEntity, "content-type-invalid" },
        { $"filetype {Base64("image/*")}", HttpStatusCode.UnprocessableEntity, "content-type-invalid" },
        { "a YQ==,a Yg==", HttpStatusCode.UnprocessableEntity, "metadata-invalid" },
        { $"a {Base64(new string('x', 2_100))}", HttpStatusCode.UnprocessableEntity, "metadata-invalid" },
        { $"odd.key {Base64(new string('x', 6_000))}", HttpStatusCode.UnprocessableEntity, "metadata-invalid" },
        { $"filename {Base64("../../etc/passwd")}", HttpStatusCode.UnprocessableEntity, "file-name-invalid" },
        { $"filename {Base64("..")}", HttpStatusCode.UnprocessableEntity, "file-name-invalid" },
        { $"filename {Base64("a\\b")}", HttpStatusCode.UnprocessableEntity, "file-name-invalid" },
        { $"filename {Base64(new string('x', 256))}", HttpStatusCode.UnprocessableEntity, "file-name-invalid" },
        { $"filetype {Base64("nonsense")}", HttpStatusCode.UnprocessableEntity, "content-type-invalid" },
    };

    [Theory]
    [MemberData(nameof(BadMetadata))]
    public async Task Metadata_that_cannot_be_used_is_refused_and_nothing_is_stored(string field, HttpStatusCode status, string code)
    {
        var rows = (_host.Stored.SessionRows.Count, _host.Stored.ExpiryRows.Count);

        (await TusUpload.PostAsync(_host, null, ("Upload-Length", "1"), ("Upload-Metadata", field))).IsProblem(status, code);

        Assert.Equal(rows, (_host.Stored.SessionRows.Count, _host.Stored.ExpiryRows.Count));
    }

    public static TheoryData<string, string> BadLengths => new()
    {
        { "Upload-Length", "" },
        { "Upload-Length", "-1" },
        { "Upload-Length", "1.5" },
        { "Upload-Length", "ten" },
        { "Upload-Length", "0x10" },
        { "Upload-Defer-Length", "0" },
        { "Upload-Defer-Length", "2" },
        { "Upload-Defer-Length", "true" },
        { "X-Nothing", "1" },
    };

    [Theory]
    [MemberData(nameof(BadLengths))]
    public async Task A_length_that_is_no_number_of_bytes_is_refused(string header, string value) =>
        Assert.StartsWith(
            "Upload-",
            (await TusUpload.PostAsync(_host, null, (header, value))).IsProblem(HttpStatusCode.BadRequest, "header-invalid").Text("field"),
            StringComparison.Ordinal);

    [Fact]
    public async Task A_length_that_is_given_and_deferred_is_refused() =>
        (await TusUpload.PostAsync(_host, null, ("Upload-Length", "1"), ("Upload-Defer-Length", "1"))).IsProblem(
            HttpStatusCode.BadRequest, "header-invalid");

    [Theory]
    [InlineData("274877906945")]
    [InlineData("9223372036854775807")]
    [InlineData("9223372036854775808")]
    [InlineData("99999999999999999999999999999999")]
    public async Task A_file_longer_than_the_longest_is_refused_however_it_is_declared(string length)
    {
        (await TusUpload.PostAsync(_host, null, ("Upload-Length", length))).IsProblem(
            HttpStatusCode.RequestEntityTooLarge, "length-too-large");

        var upload = await TusUpload.StartWithoutLengthAsync(_host);
        (await upload.PatchAsync(0, [1], ("Upload-Length", length))).IsProblem(
            HttpStatusCode.RequestEntityTooLarge, "length-too-large");
        var native = upload.Path.Replace("/tus/", "/uploads/", StringComparison.Ordinal);
        (await Reply.ToAsync(_host.Client, HttpMethod.Post, $"{native}/complete", Bodies.Json($$"""{"length":{{length}}}""")))
            .IsProblem(HttpStatusCode.RequestEntityTooLarge, "length-too-large");
        Assert.Null(upload.Row.LengthBytes);
    }

    [Theory]
    [InlineData("/w==")]
    [InlineData("AA==")]
    [InlineData("eA0KU2V0LUNvb2tpZTogeQ==")]
    public async Task A_value_that_is_no_text_of_one_line_is_kept_as_it_was_sent(string value)
    {
        var upload = await TusUpload.StartAsync(_host, 5, ("Upload-Metadata", $"filename YQ==,thumbnail {value},colour cmVk"));

        Assert.Equal($"filename YQ==,thumbnail {value},colour cmVk", (await upload.HeadAsync()).Header("Upload-Metadata"));
        Assert.Equal(["colour"], upload.Row.Metadata.Keys);
    }

    [Fact]
    public async Task HEAD_tells_no_metadata_where_none_was_sent() =>
        Assert.Null((await (await TusUpload.StartAsync(_host, 5)).HeadAsync()).Header("Upload-Metadata"));

    [Fact]
    public async Task The_longest_name_and_type_stand_in_the_field_beside_all_the_other_metadata()
    {
        var field = $"filename {Base64(new string('本', 255))},filetype {Base64("a/" + new string('b', 253))},"
            + $"a {Base64(new string('x', 2_047))}";
        var upload = await TusUpload.StartAsync(_host, 5, ("Upload-Metadata", field));

        Assert.Equal(field, (await upload.HeadAsync()).Header("Upload-Metadata"));
    }

    [Fact]
    public async Task A_body_longer_than_the_file_is_refused_and_nothing_is_stored()
    {
        var rows = _host.Stored.SessionRows.Count;
        (await TusUpload.PostAsync(
            _host,
            Bodies.Sized(File),
            ("Upload-Length", "2999"),
            ("Content-Type", TusUpload.Octets))).IsProblem(HttpStatusCode.RequestEntityTooLarge, "stream-past-end");
        Assert.Equal(rows, _host.Stored.SessionRows.Count);
    }

    [Fact]
    public async Task A_chunked_body_that_turns_out_longer_than_the_file_leaves_no_upload_behind()
    {
        var open = Open();
        (await TusUpload.PostAsync(
            _host,
            Bodies.Chunked(File),
            ("Upload-Length", "2999"),
            ("Content-Type", TusUpload.Octets))).IsProblem(HttpStatusCode.RequestEntityTooLarge, "stream-past-end");
        Assert.Equal(open, Open());
    }

    [Fact]
    public async Task A_body_with_another_checksum_leaves_no_upload_behind()
    {
        var open = Open();
        (await TusUpload.PostAsync(
            _host,
            Bodies.Sized(File),
            ("Upload-Length", "3000"),
            ("Content-Type", TusUpload.Octets),
            ("Upload-Checksum", "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=")))
            .IsProblem((HttpStatusCode)460, "stream-digest-mismatch");
        Assert.Equal(open, Open());
    }

    [Theory]
    [InlineData("application/octet-stream")]
    [InlineData("text/plain")]
    public async Task A_body_of_another_media_type_is_refused(string type) =>
        (await TusUpload.PostAsync(_host, Bodies.Sized(File), ("Upload-Length", "3000"), ("Content-Type", type))).IsProblem(
            HttpStatusCode.UnsupportedMediaType, "media-type-unsupported");

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private int Open() => _host.Stored.SessionRows.Count(row => row.State is UploadState.Open);
}
