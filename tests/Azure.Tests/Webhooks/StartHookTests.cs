using System.Net;
using System.Text;
using System.Text.Json;
using SmartTransfer.Azure.Webhooks;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Azure.Tests.Webhooks;

/// <summary>What a hook is asked, and what is made of its answers, whatever they are.</summary>
public sealed class StartHookTests : IDisposable
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static readonly StartQuestion Question = new(
        UploadKey.Of(UploadId.FromBytes(new byte[16])),
        "März.pdf",
        1_000,
        "application/pdf",
        UploadRole.Single,
        new Dictionary<string, string> { ["case"] = "4711" },
        new StartAsker(
            "tus", OwnerKey.Of("https://issuer.example", "alice"), "alice", new Dictionary<string, string> { ["tenant"] = "acme" }, null));

    private readonly Receiver _receiver = new();
    private WebhookClient? _client;

    public void Dispose() => _client?.Dispose();

    [Fact]
    public async Task It_is_asked_by_a_signed_message_that_says_what_is_wanted_and_by_whom()
    {
        _receiver.Answer = _ => Json(204, null);
        Assert.Equal(new StartVerdict.Allowed(), await AskAsync());

        var (request, body) = Assert.Single(_receiver.Asked);
        Assert.Equal((HttpMethod.Post, "https://app.example/ask"), (request.Method, request.RequestUri!.ToString()));
        Assert.Equal("application/json", request.Content!.Headers.ContentType!.MediaType);
        var id = request.Headers.GetValues("webhook-id").Single();
        var at = DateTimeOffset.FromUnixTimeSeconds(long.Parse(request.Headers.GetValues("webhook-timestamp").Single()));
        Assert.True(WebhookSignature.TryCreate(Secret, null, out var signature));
        Assert.Equal(signature.Sign(id, at, body), request.Headers.GetValues("webhook-signature").Single());

        var message = JsonElement.Parse(body);
        Assert.Equal("smarttransfer.upload.starting", message.GetProperty("type").GetString());
        var upload = message.GetProperty("upload");
        Assert.Equal(Question.Key.Value, upload.GetProperty("key").GetString());
        Assert.Equal("März.pdf", upload.GetProperty("fileName").GetString());
        Assert.Equal(1_000, upload.GetProperty("length").GetInt64());
        Assert.Equal("4711", upload.GetProperty("metadata").GetProperty("case").GetString());
        var caller = message.GetProperty("caller");
        Assert.Equal("tus", caller.GetProperty("protocol").GetString());
        Assert.Equal("alice", caller.GetProperty("subject").GetString());
        Assert.Equal("acme", caller.GetProperty("claims").GetProperty("tenant").GetString());
        Assert.False(caller.TryGetProperty("address", out _));
    }

    [Fact]
    public async Task It_may_set_the_name_the_metadata_the_type_the_greatest_length_and_the_lifetime()
    {
        _receiver.Answer = _ => Json(200, """
            {
              "blobName": "acme/{key}", "metadata": {"a": "b"}, "contentType": "text/plain", "maxBytes": 5, "lifetimeSeconds": 60,
              "new": 1
            }
            """);
        var allowed = Assert.IsType<StartVerdict.Allowed>(await AskAsync());
        Assert.Equal(("acme/{key}", "text/plain", 5L), (allowed.BlobName, allowed.ContentType, allowed.MaxBytes));
        Assert.Equal(TimeSpan.FromMinutes(1), allowed.Lifetime);
        Assert.Equal("b", allowed.Metadata!["a"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{ "blobName": null }""")]
    [InlineData("\uFEFF{}")]
    public async Task An_answer_that_says_nothing_changes_nothing(string body)
    {
        _receiver.Answer = _ => Json(200, body);
        Assert.Equal(new StartVerdict.Allowed(), await AskAsync());
    }

    [Theory]
    [InlineData(403, """{ "code": "no-seat", "detail": "Your plan has no seat." }""", "no-seat", "Your plan has no seat.")]
    [InlineData(400, """{ "code": "Not A Code", "detail": "" }""", null, null)]
    [InlineData(422, "<html>", null, null)]
    [InlineData(401, "", null, null)]
    [InlineData(499, """{ "code": 5 }""", null, null)]
    public async Task It_may_refuse_and_say_why(int status, string body, string? code, string? sentence)
    {
        _receiver.Answer = _ => Json(status, body);
        Assert.Equal(new StartVerdict.Refused(status, code, sentence), await AskAsync());
        Assert.Single(_receiver.Asked);
    }

    [Fact]
    public async Task A_sentence_that_is_too_long_is_cut()
    {
        _receiver.Answer = _ => Json(403, JsonSerializer.Serialize(new { detail = new string('x', 2_000) }));
        Assert.Equal(500, Assert.IsType<StartVerdict.Refused>(await AskAsync()).Sentence!.Length);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(408)]
    [InlineData(302)]
    [InlineData(201)]
    public async Task What_is_no_answer_is_asked_for_once_more_under_the_same_id(int status)
    {
        _receiver.Answer = n => n == 0 ? Json(status, null) : Json(204, null);
        Assert.Equal(new StartVerdict.Allowed(), await AskAsync());
        Assert.Equal(2, _receiver.Asked.Count);
        Assert.Single(_receiver.Asked.Select(asked => asked.Request.Headers.GetValues("webhook-id").Single()).Distinct());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{ "blobName": 5 }""")]
    [InlineData("""{ "blobName": "\ud800" }""")]
    [InlineData("""{ "metadata": [] }""")]
    [InlineData("""{ "metadata": {"a": 1} }""")]
    [InlineData("""{ "metadata": {"\ud800": "a"} }""")]
    [InlineData("""{ "maxBytes": 1.5 }""")]
    [InlineData("""{ "maxBytes": "5" }""")]
    [InlineData("""{ "lifetimeSeconds": -1 }""")]
    [InlineData("""{ "a": [[[[[[[[]]]]]]]] }""")]
    public async Task An_answer_that_cannot_be_understood_is_none(string body)
    {
        _receiver.Answer = _ => Json(200, body);
        await Assert.ThrowsAsync<HookUnavailableException>(AskAsync);
        Assert.Equal(2, _receiver.Asked.Count);
    }

    [Fact]
    public async Task Of_an_answer_of_20_MB_no_more_is_read_than_an_answer_may_have()
    {
        using var endless = new CountingStream(20_000_000);
        _receiver.Answer = _ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(endless) };
        var fault = await Assert.ThrowsAsync<HookUnavailableException>(AskAsync);
        Assert.Equal($"The hook's answer has more than {StartHook.MaxAnswerBytes} bytes.", fault.Message);
        Assert.InRange(endless.Read_, StartHook.MaxAnswerBytes, 4 * StartHook.MaxAnswerBytes);
    }

    [Fact]
    public async Task One_that_hangs_is_given_up_after_its_time()
    {
        _receiver.Hangs = true;
        var fault = await Assert.ThrowsAsync<HookUnavailableException>(() => AskAsync(TimeSpan.FromMilliseconds(150)));
        Assert.StartsWith("The hook did not answer within", fault.Message, StringComparison.Ordinal);
        Assert.Equal(2, _receiver.Asked.Count);
    }

    [Fact]
    public async Task The_caller_who_goes_away_ends_the_wait()
    {
        _receiver.Hangs = true;
        using var gone = new CancellationTokenSource();
        var asking = NewHook().AskAsync(Question, gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_asks_for_time_in_seconds_or_by_a_date_is_not_asked_again_at_once(bool byDate)
    {
        _receiver.Answer = _ =>
        {
            var answer = Json(429, null);
            answer.Headers.RetryAfter = byDate ? new(DateTimeOffset.UtcNow.AddSeconds(7)) : new(TimeSpan.FromSeconds(7));
            return answer;
        };
        var fault = await Assert.ThrowsAsync<HookUnavailableException>(AskAsync);
        // A date is in whole seconds, and some time has passed since.
        Assert.InRange(fault.RetryAfter!.Value, byDate ? TimeSpan.FromMilliseconds(1) : TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(7));
        Assert.Single(_receiver.Asked);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_fails_again_and_again_is_left_alone_for_a_while(bool asksForTime)
    {
        _receiver.Answer = _ =>
        {
            var answer = Json(500, null);
            answer.Headers.RetryAfter = asksForTime ? new(TimeSpan.FromSeconds(7)) : null;
            return answer;
        };
        var hook = NewHook();
        for (var n = 0; n < 6; n++)
        {
            await Assert.ThrowsAsync<HookUnavailableException>(() => hook.AskAsync(Question, default));
        }

        var asked = _receiver.Asked.Count;
        Assert.InRange(asked, 6, 11);
        var fault = await Assert.ThrowsAsync<HookUnavailableException>(() => hook.AskAsync(Question, default));
        Assert.NotNull(fault.RetryAfter);
        Assert.Equal(asked, _receiver.Asked.Count);
    }

    [Fact]
    public async Task A_refusal_is_no_failure()
    {
        _receiver.Answer = _ => Json(403, null);
        var hook = NewHook();
        for (var n = 0; n < 20; n++)
        {
            Assert.IsType<StartVerdict.Refused>(await hook.AskAsync(Question, default));
        }
    }

    [Fact]
    public async Task What_is_said_of_one_that_is_not_there_has_no_address_in_it()
    {
        using var client = new WebhookClient(TimeProvider.System);
        var options = new HooksOptions { BeforeStart = new Uri("http://127.0.0.1:9/ask?token=secret"), Secret = Secret };
        var fault = await Assert.ThrowsAsync<HookUnavailableException>(
            () => new StartHook(options, client, TimeProvider.System).AskAsync(Question, default));
        Assert.DoesNotContain("127.0.0.1", fault.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_an_address_nobody_is_asked() =>
        Assert.False(new StartHook(new HooksOptions(), _client = new WebhookClient(TimeProvider.System), TimeProvider.System).IsOn);

    private Task<StartVerdict> AskAsync() => AskAsync(TimeSpan.FromSeconds(30));

    private Task<StartVerdict> AskAsync(TimeSpan timeout) => NewHook(timeout).AskAsync(Question, default);

    private StartHook NewHook(TimeSpan? timeout = null)
    {
        var options = new HooksOptions
        {
            BeforeStart = new Uri("https://app.example/ask"),
            Secret = Secret,
            Timeout = timeout ?? TimeSpan.FromSeconds(30),
        };
        return new StartHook(options, _client = new WebhookClient(TimeProvider.System, _receiver), TimeProvider.System);
    }

    private static HttpResponseMessage Json(int status, string? body) => new((HttpStatusCode)status)
    {
        Content = new StringContent(body ?? string.Empty, Encoding.UTF8, "application/json"),
    };

    private sealed class Receiver : HttpMessageHandler
    {
        public List<(HttpRequestMessage Request, byte[] Body)> Asked { get; } = [];

        public Func<int, HttpResponseMessage> Answer { get; set; } = _ => new HttpResponseMessage(HttpStatusCode.NoContent);

        public bool Hangs { get; set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Add((request, await request.Content!.ReadAsByteArrayAsync(cancellationToken)));
            if (Hangs)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }

            return Answer(Asked.Count - 1);
        }
    }

    private sealed class CountingStream(long length) : MemoryStream
    {
        public long Read_ { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = (int)Math.Min(buffer.Length, length - Read_);
            buffer.Span[..count].Fill((byte)' ');
            Read_ += count;
            return ValueTask.FromResult(count);
        }
    }
}
