using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using SmartTransfer.Azure.Events;
using SmartTransfer.Azure.Webhooks;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Resilience;
using SmartTransfer.Testing.Contracts;
using SmartTransfer.Testing.Time;
using SmartTransfer.Testing.Webhooks;

namespace SmartTransfer.Azure.Tests.Events;

/// <summary>Webhooks against a receiver on real sockets.</summary>
public sealed class WebhookEventSinkTests : IAsyncLifetime, IDisposable
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static readonly EventMessage Message = SampleEvent.Message("key-1");

    private readonly ManualTimeProvider _clock = new();
    private readonly WebhookClient _client;
    private WebhookReceiver _receiver = null!;

    public WebhookEventSinkTests() => _client = new WebhookClient(_clock);

    private Uri Address => new(_receiver.Address, "/hook?of=mine");

    public async Task InitializeAsync() => _receiver = await WebhookReceiver.StartAsync();

    public async Task DisposeAsync() => await _receiver.DisposeAsync();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task An_event_comes_whole_and_signed_for_now()
    {
        Assert.Equal(SinkOutcome.Delivered, (await SendAsync()).Outcome);
        _clock.Advance(TimeSpan.FromMinutes(5));
        await SendAsync();

        Assert.Equal(2, _receiver.Received.Count);
        var at = ManualTimeProvider.DefaultStart;
        Assert.True(WebhookSignature.TryCreate(Secret, null, out var signature));
        foreach (var (_, headers, body) in _receiver.Received)
        {
            Assert.Equal(Message.Body.ToArray(), body);
            Assert.Equal("application/cloudevents+json; charset=utf-8", headers.ContentType.ToString());
            Assert.Equal(Message.Id, headers["webhook-id"].ToString());
            Assert.Equal(at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), headers["webhook-timestamp"].ToString());
            Assert.Equal(signature.Sign(Message.Id, at, body), headers["webhook-signature"].ToString());
            at += TimeSpan.FromMinutes(5);
        }
    }

    [Theory]
    [InlineData(200, SinkOutcome.Delivered)]
    [InlineData(204, SinkOutcome.Delivered)]
    [InlineData(301, SinkOutcome.Failed)]
    [InlineData(307, SinkOutcome.Failed)]
    [InlineData(400, SinkOutcome.Failed)]
    [InlineData(404, SinkOutcome.Failed)]
    [InlineData(410, SinkOutcome.Gone)]
    [InlineData(429, SinkOutcome.Failed)]
    [InlineData(500, SinkOutcome.Failed)]
    public async Task Only_2xx_means_that_the_receiver_has_it_and_no_redirect_is_followed(int status, SinkOutcome outcome)
    {
        _receiver.Answer = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "/elsewhere";
            return Task.CompletedTask;
        };
        var answer = await SendAsync();
        Assert.Equal((outcome, 1), (answer.Outcome, _receiver.Received.Count));
        Assert.Equal(outcome is SinkOutcome.Delivered, answer.Reason is null);
        Assert.Null(answer.RetryAfter);
    }

    [Fact]
    public async Task A_receiver_says_how_long_to_wait_in_seconds_or_by_a_date()
    {
        _receiver.Answer = context => RefuseAsync(context, "120");
        Assert.Equal(TimeSpan.FromMinutes(2), (await SendAsync()).RetryAfter);
        _receiver.Answer = context => RefuseAsync(context, _clock.GetUtcNow().AddHours(1).ToString("R", CultureInfo.InvariantCulture));
        Assert.Equal(TimeSpan.FromHours(1), (await SendAsync()).RetryAfter);
    }

    [Fact]
    public async Task A_receiver_that_breaks_off_or_is_not_there_has_failed_and_its_address_is_told_nobody()
    {
        _receiver.Answer = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        Assert.Equal(SinkOutcome.Failed, (await SendAsync()).Outcome);

        var address = Address;
        await _receiver.DisposeAsync();
        var answer = await NewSink(address).SendAsync(Message, CancellationToken.None);
        Assert.Equal(SinkOutcome.Failed, answer.Outcome);
        Assert.DoesNotContain("mine", answer.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(address.Port.ToString(CultureInfo.InvariantCulture), answer.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_receiver_that_does_not_answer_in_time_has_failed()
    {
        using var client = new WebhookClient(TimeProvider.System);
        var gone = new TaskCompletionSource();
        _receiver.Answer = async context =>
        {
            context.RequestAborted.Register(gone.SetResult);
            await gone.Task;
        };
        var sink = new ResilientEventSink(NewSink(Address, client), TimeSpan.FromSeconds(2), TimeProvider.System);
        var answer = await sink.SendAsync(Message, CancellationToken.None);
        Assert.Equal(SinkOutcome.Failed, answer.Outcome);
        Assert.Contains("did not answer", answer.Reason, StringComparison.Ordinal);

        // The connection is given up, not held.
        await gone.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private static Task RefuseAsync(HttpContext context, string retryAfter)
    {
        context.Response.StatusCode = 429;
        context.Response.Headers.RetryAfter = retryAfter;
        return context.Response.WriteAsync("later", Encoding.UTF8);
    }

    private Task<SinkAnswer> SendAsync() => NewSink(Address).SendAsync(Message, CancellationToken.None);

    private WebhookEventSink NewSink(Uri address, WebhookClient? client = null)
    {
        Assert.True(WebhookSignature.TryCreate(Secret, null, out var signature));
        return new WebhookEventSink("hook", address, signature, client ?? _client, _clock);
    }
}
