namespace SmartTransfer.Testing.Time;

/// <summary>A timer of <see cref="ManualTimeProvider"/>; its schedule is guarded by that clock's lock.</summary>
internal sealed class ManualTimer(ManualTimeProvider clock, TimerCallback callback, object? state) : ITimer
{
    private volatile bool _disposed;

    public DateTimeOffset DueAt { get; private set; }

    public TimeSpan Period { get; private set; }

    /// <summary>Settles which of two timers comes first that fall due at the same instant.</summary>
    public long Order { get; private set; }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        if (_disposed)
        {
            return false;
        }

        clock.Set(this, dueTime, period);
        return true;
    }

    public void Dispose()
    {
        _disposed = true;
        clock.Remove(this);
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    internal void Schedule(DateTimeOffset dueAt, TimeSpan period, long order) => (DueAt, Period, Order) = (dueAt, period, order);

    internal void Fire() => callback(state);
}
