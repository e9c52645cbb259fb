using Microsoft.Extensions.Logging.Abstractions;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Resilience;
using SmartTransfer.Core.Tests.Resilience;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Testing.Storage;
using SmartTransfer.Testing.Telemetry;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Core.Tests.Telemetry;

/// <summary>What is measured of storage calls.</summary>
public sealed class StorageMetricsTests : IDisposable
{
    private const string Calls = "smart_transfer.storage.call.duration";
    private const string Retries = "smart_transfer.storage.retry.count";

    private readonly TestMeters _meters = new();
    private readonly ManualTimeProvider _clock = new();

    public StorageMetricsTests() => _meters.Listen();

    public void Dispose() => _meters.Dispose();

    [Fact]
    public void A_call_is_timed_with_all_its_tries_and_each_retry_is_counted_with_its_cause()
    {
        var faults = new Queue<Exception>(
            [new StorageUnavailableException("busy") { IsThrottled = true }, new StorageUnavailableException("gone")]);
        var call = Pipeline(new RetryOptions()).RunAsync(
            "stage block", null, _ => faults.TryDequeue(out var fault) ? throw fault : Task.FromResult(1), default);
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(1, call.Ended());
        Assert.Equal(["1 stage block throttled", "1 stage block unavailable"], _meters.Of(Retries));
        Assert.Equal(["3 stage block"], _meters.Of(Calls));
    }

    [Fact]
    public async Task A_call_that_fails_for_good_says_why()
    {
        var pipeline = Pipeline(new RetryOptions { MaxRetries = 0, AttemptTimeout = TimeSpan.FromSeconds(5) });
        Exception[] faults =
        [
            new StorageUnavailableException("gone"),
            new BlockLimitReachedException("full"),
            new OperationCanceledException(),
            new InvalidOperationException("bug"),
        ];
        foreach (var fault in faults)
        {
            await Assert.ThrowsAsync(fault.GetType(), () => pipeline.RunAsync<int>("list blocks", null, _ => throw fault, default));
        }

        var hanging = pipeline.RunAsync(
            "list blocks", null, async token => await Task.Delay(Timeout.InfiniteTimeSpan, _clock, token), default);
        _clock.Advance(TimeSpan.FromSeconds(5));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => hanging);

        Assert.Equal(
            ["0 list blocks unavailable", "0 list blocks block_limit", "0 list blocks cancelled", "0 list blocks _OTHER",
                "5 list blocks timeout"],
            _meters.Of(Calls));
        Assert.Empty(_meters.Of(Retries));
    }

    [Fact]
    public async Task The_breaker_is_counted_when_it_opens_and_what_it_refuses_is_told_apart()
    {
        var pipeline = Pipeline(new RetryOptions { MaxRetries = 0, BreakerMinimumTries = 2, BreakerFailureRatio = 0.5 });
        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<StorageUnavailableException>(
                () => pipeline.RunAsync<int>("find session", null, _ => throw new StorageUnavailableException("gone"), default));
        }

        Assert.Equal(["1 find session"], _meters.Of("smart_transfer.storage.breaker.count"));
        Assert.Equal(["0 find session unavailable", "0 find session unavailable", "0 find session breaker_open"], _meters.Of(Calls));
    }

    private StoragePipeline Pipeline(RetryOptions options)
    {
        // Continuations then run where the timer fires, not on the test framework's own threads.
        SynchronizationContext.SetSynchronizationContext(null);
        var network = new ServiceInstance(new InMemoryStorage().Ports, _clock, new ServiceOptions { Meters = _meters }).Network;
        return new StoragePipeline(options, network, _clock, static () => 0.5, NullLogger<StoragePipeline>.Instance);
    }
}
