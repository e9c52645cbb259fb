using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Core.Resilience;

/// <summary>
/// A sink each of whose tries is bounded, and which is left alone for a while after it failed several times in a row. It is not tried
/// again here: the index of what is due does that, over days. A receiver that wants no more is left alone until an operator says so, or
/// for an hour, since each instance must hear it for itself.
/// </summary>
public sealed class ResilientEventSink : IEventSink
{
    /// <summary>Tries within half a minute of which most must fail before the sink is left alone.</summary>
    public const int Tries = 5;

    /// <summary>For how long it is left alone.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    /// <summary>For how long a receiver that wants no more is left alone.</summary>
    public static readonly TimeSpan GoneFor = TimeSpan.FromHours(1);

    private readonly IEventSink _inner;
    private readonly TimeProvider _clock;
    private readonly ResiliencePipeline<SinkAnswer> _pipeline;
    private DateTimeOffset _goneUntil = DateTimeOffset.MinValue;

    /// <summary>Decorates a sink.</summary>
    /// <param name="inner">The sink.</param>
    /// <param name="timeout">How long one try may take.</param>
    /// <param name="clock">The clock that it runs on.</param>
    public ResilientEventSink(IEventSink inner, TimeSpan timeout, TimeProvider clock)
    {
        (_inner, _clock) = (inner, clock);
        _pipeline = new ResiliencePipelineBuilder<SinkAnswer> { TimeProvider = clock }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<SinkAnswer>
            {
                FailureRatio = 0.8,
                MinimumThroughput = Tries,
                SamplingDuration = TimeSpan.FromSeconds(30),
                BreakDuration = Pause,
                ShouldHandle = new PredicateBuilder<SinkAnswer>()
                    .Handle<StorageUnavailableException>()
                    .Handle<TimeoutRejectedException>()
                    .HandleResult(static answer => answer.Outcome is SinkOutcome.Failed),
            })
            .AddTimeout(timeout)
            .Build();
    }

    /// <inheritdoc/>
    public string Name => _inner.Name;

    /// <inheritdoc/>
    public async Task<SinkAnswer> SendAsync(EventMessage message, CancellationToken cancellationToken)
    {
        if (_clock.GetUtcNow() < _goneUntil)
        {
            return new SinkAnswer(SinkOutcome.Gone, "The receiver has said that it wants no more events.");
        }

        try
        {
            var answer = await _pipeline.ExecuteAsync(
                static async (call, token) => await call.Sink.SendAsync(call.Message, token),
                (Sink: _inner, Message: message),
                cancellationToken);
            if (answer.Outcome is SinkOutcome.Gone)
            {
                _goneUntil = _clock.GetUtcNow() + GoneFor;
            }

            return answer;
        }
        catch (BrokenCircuitException)
        {
            return new SinkAnswer(SinkOutcome.NotTried, "It failed several times just before, and is left alone for a while.");
        }
        catch (TimeoutRejectedException late)
        {
            return new SinkAnswer(SinkOutcome.Failed, $"The receiver did not answer within {late.Timeout}.");
        }
    }

    /// <inheritdoc/>
    public void Resume() => _goneUntil = DateTimeOffset.MinValue;
}
