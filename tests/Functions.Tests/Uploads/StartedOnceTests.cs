using System.Net;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Functions.Tests.Uploads;

/// <summary>A start that is sent again under its Idempotency-Key is answered with the upload that it made, by every protocol.</summary>
public sealed class StartedOnceTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private static readonly byte[] File = Values.RandomBytes(4_000, seed: 1);

    private readonly ApiHost _host = shared.Host;

    [Theory]
    [InlineData("\"{0}\"")]
    [InlineData("{0}")]
    public async Task A_native_start_is_made_once(string form)
    {
        var key = Key(form);
        var first = (await StartAsync(key)).Is(HttpStatusCode.Created);
        var again = (await StartAsync(key)).Is(HttpStatusCode.Created);
        Assert.Equal(first.Header("Location"), again.Header("Location"));
        Assert.Equal(first.Json.GetRawText(), again.Json.GetRawText());
        Assert.NotEqual(first.Header("Location"), (await StartAsync(Key(form))).Is(HttpStatusCode.Created).Header("Location"));
        Assert.NotEqual(first.Header("Location"), (await StartAsync(null)).Is(HttpStatusCode.Created).Header("Location"));
    }

    [Fact]
    public async Task With_and_without_quotes_a_key_is_the_same()
    {
        var id = Guid.NewGuid();
        var first = (await StartAsync(("Idempotency-Key", $"{id}"))).Is(HttpStatusCode.Created);
        Assert.Equal(first.Header("Location"), (await StartAsync(("Idempotency-Key", $"\"{id}\""))).Header("Location"));
    }

    [Fact]
    public async Task Another_request_under_the_key_is_told_so()
    {
        var key = Key();
        (await StartAsync(key)).Is(HttpStatusCode.Created);
        (await StartAsync(key, "other.bin")).IsProblem(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
    }

    [Fact]
    public async Task Clients_that_call_themselves_differently_have_keys_of_their_own()
    {
        var key = Key();
        var first = (await StartAsync(key, more: ("Transfer-Client", "\"client-one\""))).Is(HttpStatusCode.Created);
        var second = (await StartAsync(key, more: ("Transfer-Client", "\"client-two\""))).Is(HttpStatusCode.Created);
        Assert.NotEqual(first.Header("Location"), second.Header("Location"));
    }

    [Theory]
    [InlineData("short")]
    [InlineData("\"unfinished-string-0123")]
    [InlineData("two words that are long enough")]
    public async Task A_key_that_cannot_be_used_is_refused_and_nothing_is_started(string text)
    {
        var before = _host.Stored.SessionRows.Count;
        (await StartAsync(("Idempotency-Key", text))).IsProblem(HttpStatusCode.BadRequest, "header-invalid");
        Assert.Equal(before, _host.Stored.SessionRows.Count);
    }

    [Fact]
    public async Task A_tus_start_with_its_first_bytes_is_made_once_and_tells_where_to_go_on()
    {
        var key = Key();
        var first = (await TusAsync(key, File[..1_000])).Is(HttpStatusCode.Created);
        var again = (await TusAsync(key, File[..1_000])).Is(HttpStatusCode.Created);
        Assert.Equal(first.Header("Location"), again.Header("Location"));
        Assert.Equal(("1000", "1000"), (first.Header("Upload-Offset"), again.Header("Upload-Offset")));
    }

    [Fact]
    public async Task A_repeated_final_upload_of_tus_makes_one_file()
    {
        (string, string)[] partial = [("Upload-Concat", "partial"), ("Upload-Length", $"{File.Length}")];
        var part = (await TusAsync(null, File, partial)).Is(HttpStatusCode.Created).Header("Location");
        var key = Key();
        (string, string)[] final = [("Upload-Concat", $"final;{part}"), ("Upload-Length", string.Empty)];
        var first = (await TusAsync(key, null, final)).Is(HttpStatusCode.Created);
        var files = _host.Stored.SessionRows.Count(session => session.Parts.Count > 0);
        var again = (await TusAsync(key, null, final)).Is(HttpStatusCode.Created);
        Assert.Equal((first.Header("Location"), $"{File.Length}"), (again.Header("Location"), again.Header("Upload-Offset")));
        Assert.Equal(files, _host.Stored.SessionRows.Count(session => session.Parts.Count > 0));
    }

    [Fact]
    public async Task A_whole_file_that_was_sent_in_one_request_is_answered_again_with_its_file()
    {
        var key = Key();
        var first = (await ResumableAsync(key)).Is(HttpStatusCode.OK);
        var again = (await ResumableAsync(key)).Is(HttpStatusCode.OK);
        Assert.Equal((first.Header("Location"), "?1"), (again.Header("Location"), again.Header("Upload-Complete")));
    }

    [Fact]
    public async Task A_key_of_one_protocol_is_not_that_of_another()
    {
        var key = Key();
        (await StartAsync(key)).Is(HttpStatusCode.Created);
        (await TusAsync(key, null)).IsProblem(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
    }

    private static (string, string)? Key(string form = "{0}") =>
        ("Idempotency-Key", string.Format(System.Globalization.CultureInfo.InvariantCulture, form, Guid.NewGuid()));

    private Task<Reply> StartAsync((string, string)? key, string fileName = "a.bin", (string, string)? more = null) => Reply.ToAsync(
        _host.Client,
        HttpMethod.Post,
        "api/uploads",
        Bodies.Json(new { fileName, length = File.Length }),
        [.. new[] { key, more }.OfType<(string, string)>()]);

    private Task<Reply> TusAsync((string, string)? key, byte[]? body, params (string Name, string Value)[] headers)
    {
        var all = new Dictionary<string, string> { ["Tus-Resumable"] = "1.0.0", ["Upload-Length"] = $"{File.Length}" };
        foreach (var (name, value) in headers)
        {
            all[name] = value;
        }

        if (key is var (keyName, text))
        {
            all[keyName] = text;
        }

        HttpContent? content = null;
        if (body is not null)
        {
            content = Bodies.Sized(body);
            all["Content-Type"] = "application/offset+octet-stream";
        }

        return Reply.ToAsync(
            _host.Client,
            HttpMethod.Post,
            "api/tus",
            content,
            [.. all.Where(header => header.Value.Length > 0).Select(header => (header.Key, header.Value))]);
    }

    private Task<Reply> ResumableAsync((string, string)? key) => Reply.ToAsync(
        _host.Client, HttpMethod.Post, "api/resumable", Bodies.Sized(File), ("Upload-Complete", "?1"), key!.Value);
}
