using SmartTransfer.Core.Ports;

namespace SmartTransfer.Core.Quotas;

/// <summary>What this instance holds of one client's allowance: taken from the store, not used yet. Lost with the window's end.</summary>
internal sealed class HeldAllowance
{
    private readonly Lock _lock = new();
    private AllowanceWindow _window;
    private long _left;

    // Until when the store need not be asked again for so much or more.
    private DateTimeOffset _refusedUntil = DateTimeOffset.MinValue;
    private long _refusedAmount;

    /// <summary>One taker at a time asks the store.</summary>
    public SemaphoreSlim Turn { get; } = new(1, 1);

    /// <summary>The record as this instance last wrote it. Only for whoever has the turn.</summary>
    public Allowance? Row { get; set; }

    /// <summary>When what is held becomes void.</summary>
    public DateTimeOffset EndsAt
    {
        get
        {
            lock (_lock)
            {
                return _window.EndsAt;
            }
        }
    }

    /// <summary>Takes some of what is held in this window, or nothing.</summary>
    public bool TryTake(AllowanceWindow window, long amount)
    {
        lock (_lock)
        {
            if (_window != window || _left < amount)
            {
                return false;
            }

            _left -= amount;
            return true;
        }
    }

    /// <summary>What is held in this window.</summary>
    public long LeftIn(AllowanceWindow window)
    {
        lock (_lock)
        {
            return _window == window ? _left : 0;
        }
    }

    /// <summary>
    /// Adds what was taken from the store, or what was taken here and not used. What belongs to a window that is over is void.
    /// </summary>
    public void Add(AllowanceWindow window, long amount)
    {
        lock (_lock)
        {
            if (_window == window)
            {
                _left += amount;
            }
            else if (window.EndsAt > _window.EndsAt)
            {
                (_window, _left) = (window, amount);
            }
        }
    }

    /// <summary>Notes that the store has not so much left.</summary>
    public void Refuse(long amount, DateTimeOffset until)
    {
        lock (_lock)
        {
            (_refusedAmount, _refusedUntil) = (amount, until);
        }
    }

    /// <summary>Whether the store was found a moment ago to have not so much left.</summary>
    public bool IsRefused(long amount, DateTimeOffset now)
    {
        lock (_lock)
        {
            return now < _refusedUntil && amount >= _refusedAmount;
        }
    }
}
