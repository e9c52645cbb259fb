using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Network;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Telemetry;

namespace SmartTransfer.Core.Resilience;

/// <summary>
/// How every call of one storage service is tried: a bound on the whole, exponential backoff with jitter, a circuit breaker,
/// a bound on each try. The client is not asked to send again because storage hiccupped.
/// </summary>
public sealed class StoragePipeline
{
    private static readonly ResiliencePropertyKey<UploadId?> UploadKey = new("upload");

    private readonly ResiliencePipeline _pipeline;
    private readonly RetryOptions _options;
    private readonly TransferMetrics _metrics;
    private readonly TimeProvider _clock;

    /// <summary>A pipeline of its own, with a circuit breaker of its own.</summary>
    /// <param name="options">How often, how long.</param>
    /// <param name="network">Where failed tries are counted.</param>
    /// <param name="clock">The clock that delays and timeouts run on.</param>
    /// <param name="jitter">Numbers from [0, 1) for the jitter.</param>
    /// <param name="log">Where retries are logged.</param>
    public StoragePipeline(
        RetryOptions options, NetworkRecorder network, TimeProvider clock, Func<double> jitter, ILogger<StoragePipeline> log)
    {
        (_options, _metrics, _clock) = (options, network.Metrics, clock);
        var builder = new ResiliencePipelineBuilder { TimeProvider = clock }.AddTimeout(options.TotalTimeout);
        if (options.MaxRetries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = options.MaxRetries,
                ShouldHandle = new PredicateBuilder().Handle<StorageUnavailableException>().Handle<TimeoutRejectedException>(),
                DelayGenerator = attempt => ValueTask.FromResult<TimeSpan?>(
                    Backoff.Delay(
                        options, attempt.AttemptNumber, jitter(), (attempt.Outcome.Exception as StorageUnavailableException)?.RetryAfter)),
                OnRetry = attempt =>
                {
                    if (attempt.Context.Properties.GetValue(UploadKey, null) is { } upload)
                    {
                        network.CountRetry(upload);
                    }

                    _metrics.StorageRetried(attempt.Context.OperationKey ?? string.Empty, StorageFault.KindOf(attempt.Outcome.Exception));
                    CoreLog.StorageRetry(
                        log,
                        attempt.Context.OperationKey ?? string.Empty,
                        attempt.AttemptNumber + 1,
                        attempt.Outcome.Exception?.Message ?? string.Empty,
                        attempt.RetryDelay);
                    return ValueTask.CompletedTask;
                },
            });
        }

        builder.AddCircuitBreaker(new CircuitBreakerStrategyOptions
        {
            FailureRatio = options.BreakerFailureRatio,
            MinimumThroughput = options.BreakerMinimumTries,
            SamplingDuration = options.BreakerWindow,
            BreakDuration = options.BreakerDelay,
            ShouldHandle = new PredicateBuilder().Handle<StorageUnavailableException>().Handle<TimeoutRejectedException>(),
            OnOpened = opened =>
            {
                _metrics.BreakerOpened(opened.Context.OperationKey ?? string.Empty);
                CoreLog.BreakerOpened(log, opened.BreakDuration);
                return ValueTask.CompletedTask;
            },
        });
        builder.AddTimeout(options.AttemptTimeout);
        _pipeline = builder.Build();
    }

    /// <summary>Makes a call.</summary>
    /// <param name="operation">The call's name, for the log.</param>
    /// <param name="upload">The upload that it serves, under which failed tries are counted; null for none.</param>
    /// <param name="call">The call; it may be made several times.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StorageUnavailableException">No try got through, or the breaker is open.</exception>
    public async Task<T> RunAsync<T>(
        string operation, UploadId? upload, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(operation, cancellationToken);
        context.Properties.Set(UploadKey, upload);
        var measured = new StorageCall(_metrics, _clock, operation, upload);
        try
        {
            return await _pipeline.ExecuteAsync(static async (context, call) => await call(context.CancellationToken), context, call);
        }
        catch (Exception fault) when (measured.Failed(fault))
        {
            throw;
        }
        catch (BrokenCircuitException broken)
        {
            throw new StorageUnavailableException(
                "Storage has failed so often that calls are not tried for now.", broken.RetryAfter ?? _options.BreakerDelay, broken);
        }
        catch (TimeoutRejectedException late)
        {
            throw new StorageUnavailableException($"Storage did not answer {operation} within {late.Timeout}.", null, late);
        }
        finally
        {
            measured.Ended();
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>Makes a call that gives nothing back; else as <see cref="RunAsync{T}"/>.</summary>
    public Task RunAsync(string operation, UploadId? upload, Func<CancellationToken, Task> call, CancellationToken cancellationToken) =>
        RunAsync(
            operation,
            upload,
            async token =>
            {
                await call(token);
                return true;
            },
            cancellationToken);
}
