using System.Net;
using System.Text.Json;
using SmartTransfer.Functions.Tests.Hosting;

namespace SmartTransfer.Functions.Tests.Uploads;

/// <summary>What a file's name, content type and metadata may be, as a client meets it.</summary>
public sealed class FileDescriptionTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly ApiHost _host = shared.Host;

    public static TheoryData<string> UnusableNames =>
    [
        "",
        "   ",
        ".",
        "..",
        "a/b",
        "/etc/passwd",
        "..\\boot.ini",
        "C:\\a",
        "nul\0byte",
        "line\nbreak",
        "carriage\rreturn",
        "tab\there",
        "delete\u007f",
        "c1\u0085control",
        "line\u2028separator",
        "paragraph\u2029separator",
        "photo_\u202Egnp.exe",
        "\u2066isolated\u2069",
        "mark\u200F",
        new string('a', 256),
        new string('é', 256),
    ];

    public static TheoryData<string> UnusableContentTypes =>
    [
        "image/*",
        "video",
        "video/",
        "/mp4",
        "video/mp4;",
        "video/mp4; codecs",
        "text/plain\r\nX-Injected: 1",
        "text/plain; name=\"a\nb\"",
        "text/plän",
        "text/" + new string('x', 251),
    ];

    public static TheoryData<Dictionary<string, string>> UnusableMetadata =>
    [
        new() { [""] = "x" },
        new() { ["two words"] = "x" },
        new() { ["naïve"] = "x" },
        new() { [new string('n', 65)] = "x" },
        new() { ["x"] = "line\nbreak" },
        new() { ["x"] = new string('é', 1024) },
        new(Enumerable.Range(0, 33).Select(n => KeyValuePair.Create($"n{n}", "x"))),
    ];

    [Theory]
    [MemberData(nameof(UnusableNames))]
    public Task A_name_that_is_no_single_path_segment_is_refused(string fileName) =>
        IsRefused(new { fileName, length = 1 }, "file-name-invalid");

    [Fact]
    public async Task A_missing_name_is_refused()
    {
        var problem = await IsRefused(new { length = 1 }, "file-name-invalid");
        Assert.Contains("is missing", problem.Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_is_no_text_is_refused()
    {
        var problem = await IsRefused(new { fileName = 5, length = 1 }, "field-invalid");
        Assert.Equal("fileName", problem.Text("field"));
    }

    [Theory]
    [MemberData(nameof(UnusableContentTypes))]
    public Task A_content_type_that_is_no_media_type_is_refused(string contentType) =>
        IsRefused(new { fileName = "a", length = 1, contentType }, "content-type-invalid");

    [Theory]
    [MemberData(nameof(UnusableMetadata))]
    public Task Metadata_that_cannot_be_kept_is_refused(Dictionary<string, string> metadata) =>
        IsRefused(new { fileName = "a", length = 1, metadata }, "metadata-invalid");

    [Fact]
    public async Task Metadata_values_are_text()
    {
        var problem = await IsRefused(new { fileName = "a", length = 1, metadata = new { x = 1 } }, "field-invalid");
        Assert.Equal("metadata", problem.Text("field"));
    }

    [Fact]
    public async Task Everything_at_its_limit_is_taken()
    {
        var metadata = new Dictionary<string, string> { [new string('n', 64)] = new string('v', 2048 - 64) };
        var body =
            new
            {
                fileName = new string('é', 127) + "x",
                length = 274_877_906_944,
                contentType = "text/" + new string('x', 250),
                metadata,
            };
        (await PostAsync(body)).Is(HttpStatusCode.Created);
    }

    private async Task<JsonElement> IsRefused(object body, string code)
    {
        var before = (_host.Stored.SessionRows.Count, _host.Stored.ExpiryRows.Count);
        var problem = (await PostAsync(body)).IsProblem(HttpStatusCode.UnprocessableEntity, code);
        Assert.Equal(before, (_host.Stored.SessionRows.Count, _host.Stored.ExpiryRows.Count));
        return problem;
    }

    private Task<Reply> PostAsync(object body) => Reply.ToAsync(_host.Client, HttpMethod.Post, "api/uploads", Bodies.Json(body));
}
