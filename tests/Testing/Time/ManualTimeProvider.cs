namespace SmartTransfer.Testing.Time;

/// <summary>
/// A clock that stands still until a test moves it. Timers fire inside <see cref="Advance"/>, on the caller's thread, in
/// the order in which they fall due (equal instants: in the order in which they were set), and while a callback runs the
/// clock shows the instant for which its timer was set. The zone is UTC.
/// </summary>
public sealed class ManualTimeProvider : TimeProvider
{
    /// <summary>Where the clock stands unless a test says otherwise.</summary>
    public static readonly DateTimeOffset DefaultStart = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // Of real time, so that a test whose code never comes to wait fails and does not hang.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _pending = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiters = [];
    private readonly DateTimeOffset _start;
    private DateTimeOffset _now;
    private long _set;

    public ManualTimeProvider() : this(DefaultStart)
    {
    }

    public ManualTimeProvider(DateTimeOffset start) => _start = _now = start.ToUniversalTime();

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>Timestamps count the ticks of <see cref="TimeSpan"/>, so elapsed times are exact.</summary>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Timers that are set and have not fired for the last time.</summary>
    public int PendingTimers
    {
        get
        {
            lock (_lock)
            {
                return _pending.Count;
            }
        }
    }

    /// <summary>When the next timer falls due; null while none is set.</summary>
    public DateTimeOffset? NextDueAt
    {
        get
        {
            lock (_lock)
            {
                return Next()?.DueAt;
            }
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => (GetUtcNow() - _start).Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new ManualTimer(this, callback, state);
        _ = timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock on by <paramref name="by"/> and fires every timer that falls due on the way.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        AdvanceTo(GetUtcNow() + by);
    }

    /// <summary>Moves the clock on to <paramref name="instant"/>, which must not lie in the past, firing timers on the way.</summary>
    public void AdvanceTo(DateTimeOffset instant)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(instant, GetUtcNow());
        while (TakeDue(instant) is { } timer)
        {
            timer.Fire();
        }
    }

    /// <summary>
    /// Completes once at least <paramref name="count"/> timers are set: code on another thread has then reached its wait,
    /// and the clock may be moved. Throws <see cref="TimeoutException"/> when that does not happen within a minute.
    /// </summary>
    public Task WhenTimersArePendingAsync(int count)
    {
        lock (_lock)
        {
            if (_pending.Count >= count)
            {
                return Task.CompletedTask;
            }

            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((count, reached));
            return reached.Task.WaitAsync(Patience);
        }
    }

    internal void Set(ManualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            _ = _pending.Remove(timer);
            if (dueTime == Timeout.InfiniteTimeSpan)
            {
                return;
            }

            timer.Schedule(_now + dueTime, period, _set++);
            _pending.Add(timer);
            foreach (var (_, reached) in _waiters.FindAll(waiter => _pending.Count >= waiter.Count))
            {
                _ = reached.TrySetResult();
            }

            _ = _waiters.RemoveAll(waiter => _pending.Count >= waiter.Count);
        }
    }

    internal void Remove(ManualTimer timer)
    {
        lock (_lock)
        {
            _ = _pending.Remove(timer);
        }
    }

    private ManualTimer? TakeDue(DateTimeOffset limit)
    {
        lock (_lock)
        {
            if (Next() is not { } timer || timer.DueAt > limit)
            {
                // A callback may have moved the clock further than this call would.
                _now = limit > _now ? limit : _now;
                return null;
            }

            _now = timer.DueAt > _now ? timer.DueAt : _now;
            _ = _pending.Remove(timer);
            if (timer.Period > TimeSpan.Zero)
            {
                timer.Schedule(timer.DueAt + timer.Period, timer.Period, _set++);
                _pending.Add(timer);
            }

            return timer;
        }
    }

    private ManualTimer? Next() => _pending.MinBy(timer => (timer.DueAt, timer.Order));
}
