using System.Net;
using System.Text.Json;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Azure.Webhooks;

/// <summary>
/// Asks an application by a signed POST (Standard Webhooks) before an upload starts. It is tried once more where no answer came, and left
/// alone for a while when it fails again and again: a circuit breaker of its own, so that neither it nor storage answers for the other.
/// </summary>
public sealed class StartHook : IStartHook
{
    /// <summary>The most of an answer that is read, in bytes.</summary>
    public const int MaxAnswerBytes = 64 * 1024;

    private const string ContentType = "application/json; charset=utf-8";
    private const int BreakerTries = 6;

    private static readonly TimeSpan BreakerWindow = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BreakerDelay = TimeSpan.FromSeconds(10);

    private readonly HooksOptions _options;
    private readonly WebhookClient _client;
    private readonly TimeProvider _clock;
    private readonly WebhookSignature? _signature;
    private readonly ResiliencePipeline _pipeline;

    /// <summary>Makes it; asks nobody anything.</summary>
    /// <param name="options">Whom, and how.</param>
    /// <param name="client">Posts.</param>
    /// <param name="clock">Measures.</param>
    public StartHook(HooksOptions options, WebhookClient client, TimeProvider clock)
    {
        (_options, _client, _clock) = (options, client, clock);
        _ = WebhookSignature.TryCreate(options.Secret, options.OtherSecret, out _signature);
        // Who asks to wait is not asked again at once, and counts as failing.
        var failures = new PredicateBuilder().Handle<HookUnavailableException>().Handle<TimeoutRejectedException>();
        var again = new PredicateBuilder().Handle<HookUnavailableException>(fault => fault.RetryAfter is null)
            .Handle<TimeoutRejectedException>();
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = 1,
                Delay = TimeSpan.Zero,
                ShouldHandle = again,
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = 0.5,
                MinimumThroughput = BreakerTries,
                SamplingDuration = BreakerWindow,
                BreakDuration = BreakerDelay,
                ShouldHandle = failures,
            })
            .AddTimeout(options.Timeout)
            .Build();
    }

    /// <inheritdoc/>
    public bool IsOn => _options.BeforeStart is not null;

    /// <inheritdoc/>
    public bool IsOpen => _options.OpenWhenUnavailable;

    /// <inheritdoc/>
    public async Task<StartVerdict> AskAsync(StartQuestion question, CancellationToken cancellationToken)
    {
        var body = HookMessages.Write(question);
        try
        {
            return await _pipeline.ExecuteAsync(
                async token => await AskOnceAsync($"start_{question.Key.Value}", body, token), cancellationToken);
        }
        catch (BrokenCircuitException broken)
        {
            throw new HookUnavailableException(
                "The hook has failed so often that it is not asked for now.", broken.RetryAfter ?? BreakerDelay, broken);
        }
        catch (TimeoutRejectedException late)
        {
            throw new HookUnavailableException($"The hook did not answer within {late.Timeout}.", null, late);
        }
    }

    private async Task<StartVerdict> AskOnceAsync(string id, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _client.PostAsync(
                _options.BeforeStart ?? throw new InvalidOperationException("There is nobody to ask."),
                _signature ?? throw new InvalidOperationException("There is no secret, which should have been refused."),
                id,
                ContentType,
                body,
                cancellationToken);
            var status = (int)answer.StatusCode;
            return answer.StatusCode switch
            {
                HttpStatusCode.NoContent => new StartVerdict.Allowed(),
                HttpStatusCode.OK => HookMessages.ReadAllowed(await ReadAsync(answer, cancellationToken)),
                HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests => throw Unavailable(answer),
                _ when status is >= 400 and < 500 => HookMessages.ReadRefused(status, await ReadAsync(answer, cancellationToken)),
                _ => throw Unavailable(answer),
            };
        }
        catch (HttpRequestException fault)
        {
            // Its message may hold the address, and that a token.
            throw new HookUnavailableException($"The hook could not be reached ({fault.HttpRequestError}).");
        }
        catch (IOException)
        {
            throw new HookUnavailableException("The hook's answer broke off.");
        }
        catch (JsonException)
        {
            throw new HookUnavailableException("The hook's answer is not the JSON that was expected.");
        }
    }

    private HookUnavailableException Unavailable(HttpResponseMessage answer) =>
        new($"The hook answered with status {(int)answer.StatusCode}.", answer.RetryAfter(_clock));

    /// <summary>Reads an answer, so much of it at most: who lies about its length is not believed.</summary>
    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        await using var stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[MaxAnswerBytes + 1];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return length <= MaxAnswerBytes
            ? buffer.AsMemory(0, length)
            : throw new HookUnavailableException($"The hook's answer has more than {MaxAnswerBytes} bytes.");
    }
}
