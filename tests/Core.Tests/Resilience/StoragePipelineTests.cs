using Microsoft.Extensions.Logging.Abstractions;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Network;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Resilience;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Testing.Storage;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Core.Tests.Resilience;

/// <summary>The clock fires timers on the test's own thread, so that everything between two timers happens within Advance.</summary>
public class StoragePipelineTests
{
    private static readonly DateTimeOffset Start = ManualTimeProvider.DefaultStart;

    private readonly ManualTimeProvider _clock = new();
    private readonly List<double> _triedAt = [];
    private readonly NetworkRecorder _network;

    public StoragePipelineTests() => _network = new ServiceInstance(new InMemoryStorage().Ports, _clock).Network;

    [Fact]
    public void A_call_that_succeeds_is_made_once()
    {
        var call = Run(new RetryOptions(), failures: 0);

        Assert.Equal("done", call.Ended());
        Assert.Equal([0], _triedAt);
        Assert.Equal(0, _clock.PendingTimers);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public void A_call_that_always_fails_is_tried_once_more_than_there_are_retries(int retries)
    {
        var call = Run(new RetryOptions { MaxRetries = retries }, failures: int.MaxValue);
        _clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Contains(
            $"failure {retries + 1}", Assert.Throws<StorageUnavailableException>(() => call.Ended()).Message, StringComparison.Ordinal);
        Assert.Equal(retries + 1, _triedAt.Count);
    }

    [Fact]
    public void Delays_grow_exponentially()
    {
        var call = Run(new RetryOptions { MaxRetries = 6 }, failures: 6);
        _clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal("done", call.Ended());
        Assert.Equal([0, 1, 3, 7, 15, 31, 61], _triedAt);
    }

    [Theory]
    [InlineData(0, new double[] { 0, 0.5, 1.5, 3.5 })]
    [InlineData(0.75, new double[] { 0, 1.25, 3.75, 8.75 })]
    public void Delays_are_spread_by_the_jitter(double jitter, double[] triedAt)
    {
        var call = Run(new RetryOptions(), failures: 3, jitter: jitter);
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("done", call.Ended());
        Assert.Equal(triedAt, _triedAt);
    }

    [Theory]
    [InlineData(10, 10)]
    [InlineData(0, 1)]
    [InlineData(600, 30)]
    public void A_store_that_asks_for_time_gets_it(int asked, int waited)
    {
        var call = Run(new RetryOptions(), failures: 1, retryAfter: TimeSpan.FromSeconds(asked));
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("done", call.Ended());
        Assert.Equal([0, waited], _triedAt);
    }

    [Fact]
    public void A_try_that_hangs_is_given_up_and_tried_again()
    {
        var call = Begin(new RetryOptions { MaxRetries = 1 }, HangAsync);
        _clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Contains("did not answer", Assert.Throws<StorageUnavailableException>(() => call.Ended()).Message, StringComparison.Ordinal);
        Assert.Equal([0, 31], _triedAt);
    }

    [Fact]
    public void The_whole_call_is_bounded_whatever_its_tries_take()
    {
        var options = new RetryOptions
        {
            MaxRetries = 10,
            AttemptTimeout = TimeSpan.FromSeconds(30),
            TotalTimeout = TimeSpan.FromSeconds(40),
        };
        var call = Begin(options, HangAsync);
        _clock.Advance(TimeSpan.FromSeconds(40));

        Assert.Throws<StorageUnavailableException>(() => call.Ended());
        Assert.Equal([0, 31], _triedAt);
    }

    [Fact]
    public async Task A_caller_who_leaves_during_a_try_ends_it_for_good()
    {
        using var caller = new CancellationTokenSource();
        var call = Begin(new RetryOptions(), HangAsync, caller.Token);

        caller.Cancel();
        _clock.Advance(TimeSpan.FromMinutes(5));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal([0], _triedAt);
    }

    [Fact]
    public async Task A_caller_who_leaves_between_two_tries_ends_the_wait()
    {
        using var caller = new CancellationTokenSource();
        var call = Begin(new RetryOptions(), _ => throw new StorageUnavailableException("no"), caller.Token);

        caller.Cancel();
        _clock.Advance(TimeSpan.FromMinutes(5));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal([0], _triedAt);
    }

    [Fact]
    public void Other_faults_are_not_tried_again()
    {
        var call = Begin(new RetryOptions(), _ => throw new InvalidOperationException("a bug"));

        Assert.Throws<InvalidOperationException>(() => call.Ended());
        Assert.Equal([0], _triedAt);
    }

    [Fact]
    public async Task The_breaker_opens_when_most_tries_fail_and_closes_when_one_succeeds()
    {
        var options = new RetryOptions
        {
            MaxRetries = 0,
            BreakerMinimumTries = 10,
            BreakerFailureRatio = 0.5,
            BreakerDelay = TimeSpan.FromSeconds(5),
        };
        var pipeline = Pipeline(options);
        var fails = true;
        for (var i = 0; i < 10; i++)
        {
            await Assert.ThrowsAsync<StorageUnavailableException>(() => pipeline.RunAsync("call", null, Tried, default));
        }

        var refused = await Assert.ThrowsAsync<StorageUnavailableException>(() => pipeline.RunAsync("call", null, Tried, default));
        Assert.Equal(10, _triedAt.Count);
        Assert.InRange(refused.RetryAfter!.Value, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(5));

        fails = false;
        _clock.Advance(TimeSpan.FromSeconds(4.9));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => pipeline.RunAsync("call", null, Tried, default));
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal("done", await pipeline.RunAsync("call", null, Tried, default));
        Assert.Equal("done", await pipeline.RunAsync("call", null, Tried, default));
        Assert.Equal(12, _triedAt.Count);

        Task<string> Tried(CancellationToken token) => Try(() => fails ? throw new StorageUnavailableException("no") : "done");
    }

    [Fact]
    public async Task Few_failures_do_not_open_the_breaker()
    {
        var pipeline = Pipeline(new RetryOptions { MaxRetries = 0, BreakerMinimumTries = 10 });
        for (var i = 0; i < 9; i++)
        {
            await Assert.ThrowsAsync<StorageUnavailableException>(
                () => pipeline.RunAsync<string>("call", null, _ => throw new StorageUnavailableException("no"), default));
        }

        Assert.Equal("done", await pipeline.RunAsync("call", null, _ => Try(() => "done"), default));
    }

    private StoragePipeline Pipeline(RetryOptions options, double jitter = 0.5) =>
        new(options, _network, _clock, () => jitter, NullLogger<StoragePipeline>.Instance);

    private Task<string> Try(Func<string> result)
    {
        _triedAt.Add((_clock.GetUtcNow() - Start).TotalSeconds);
        return Task.FromResult(result());
    }

    private Task<string> Run(RetryOptions options, int failures, double jitter = 0.5, TimeSpan? retryAfter = null) =>
        Begin(
            options,
            _ => _triedAt.Count <= failures
                ? throw new StorageUnavailableException($"failure {_triedAt.Count}", retryAfter)
                : Task.FromResult("done"),
            jitter: jitter);

    private Task<string> Begin(
        RetryOptions options, Func<CancellationToken, Task<string>> call, CancellationToken caller = default, double jitter = 0.5)
    {
        // Continuations then run where the timer fires, not on the test framework's own threads.
        SynchronizationContext.SetSynchronizationContext(null);
        return Pipeline(options, jitter).RunAsync(
            "call",
            UploadId.FromBytes(new byte[16]),
            token =>
            {
                _triedAt.Add((_clock.GetUtcNow() - Start).TotalSeconds);
                return call(token);
            },
            caller);
    }

    private static Task<string> HangAsync(CancellationToken token)
    {
        var never = new TaskCompletionSource<string>();
        token.Register(() => never.SetCanceled(token));
        return never.Task;
    }
}
