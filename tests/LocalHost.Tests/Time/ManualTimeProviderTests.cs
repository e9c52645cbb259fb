using SmartTransfer.Core.Telemetry;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.LocalHost.Tests.Time;

public sealed class ManualTimeProviderTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void It_stands_still_until_it_is_moved()
    {
        var before = _time.GetTimestamp();
        Assert.Equal(ManualTimeProvider.DefaultStart, _time.GetUtcNow());
        _time.Advance(TimeSpan.FromMilliseconds(1.5));
        Assert.Equal(TimeSpan.FromMilliseconds(1.5), _time.GetElapsedTime(before));
        Assert.Throws<ArgumentOutOfRangeException>(() => _time.Advance(TimeSpan.FromTicks(-1)));
    }

    [Fact]
    public void Timers_fire_in_the_order_in_which_they_fall_due_and_see_their_own_instant()
    {
        var fired = new List<string>();
        using var late = Timer("late", 20, 0);
        using var early = Timer("early", 10, 0);
        using var alsoEarly = Timer("also early", 10, 0);
        using var periodic = Timer("periodic", 7, 7);
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(["periodic 7", "early 10", "also early 10", "periodic 14", "late 20"], fired);
        Assert.Equal(1, _time.PendingTimers);
        Assert.Equal(ManualTimeProvider.DefaultStart.AddSeconds(21), _time.NextDueAt);

        ITimer Timer(string name, int due, int period) => _time.CreateTimer(
            _ => fired.Add($"{name} {(_time.GetUtcNow() - ManualTimeProvider.DefaultStart).TotalSeconds}"),
            null,
            TimeSpan.FromSeconds(due),
            TimeSpan.FromSeconds(period));
    }

    [Fact]
    public void A_timer_that_was_disposed_or_switched_off_does_not_fire()
    {
        var disposed = _time.CreateTimer(_ => Assert.Fail("fired"), null, TimeSpan.FromSeconds(1), TimeSpan.Zero);
        using var off = _time.CreateTimer(_ => Assert.Fail("fired"), null, TimeSpan.FromSeconds(1), TimeSpan.Zero);
        disposed.Dispose();
        Assert.True(off.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        Assert.False(disposed.Change(TimeSpan.Zero, TimeSpan.Zero));
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Null(_time.NextDueAt);
    }

    [Fact]
    public async Task Delays_and_timeouts_of_the_framework_follow_it()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(2), _time);
        var delay = Task.Delay(TimeSpan.FromSeconds(1), _time);
        var pending = _time.WhenTimersArePendingAsync(3);
        Assert.False(pending.IsCompleted);
        var wait = new TaskCompletionSource().Task.WaitAsync(TimeSpan.FromSeconds(3), _time);
        await pending;

        _time.Advance(TimeSpan.FromSeconds(1));
        await delay;
        Assert.False(timeout.IsCancellationRequested);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(timeout.IsCancellationRequested);
        _time.Advance(TimeSpan.FromSeconds(1));
        _ = await Assert.ThrowsAsync<TimeoutException>(() => wait);
    }
}
