namespace SmartTransfer.Client.Policy;

/// <summary>The waits before retries, some of which end early (rule 3.3). Safe for several threads.</summary>
internal sealed class RetryWaits(TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly List<Wait> _waits = [];
    private readonly long _began = clock.GetTimestamp();

    /// <summary>Waits.</summary>
    /// <param name="time">How long.</param>
    /// <param name="mayEndEarly">Whether news of the network end it.</param>
    /// <param name="cancellationToken">Ends it with an exception.</param>
    public async Task WaitAsync(TimeSpan time, bool mayEndEarly, CancellationToken cancellationToken)
    {
        using var wait = new Wait(Now + time);
        lock (_lock)
        {
            if (mayEndEarly)
            {
                _waits.Add(wait);
            }
        }

        try
        {
            while (Left(wait) is { Ticks: > 0 } left)
            {
                using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, wait.Renew());
                await Task.Delay(left, clock, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            lock (_lock)
            {
                _ = _waits.Remove(wait);
            }
        }
    }

    /// <summary>No wait that may end early lasts longer than what is drawn for it.</summary>
    public void Shorten(Func<TimeSpan> draw)
    {
        lock (_lock)
        {
            foreach (var wait in _waits)
            {
                var until = Now + draw();
                if (until < wait.Until)
                {
                    wait.Until = until;
                    wait.Changed();
                }
            }
        }
    }

    /// <summary>Ends every wait that may end early.</summary>
    public void EndAll() => Shorten(() => TimeSpan.Zero);

    private TimeSpan Now => clock.GetElapsedTime(_began);

    /// <summary>In whole milliseconds, since a delay leaves out what is less than one.</summary>
    private TimeSpan Left(Wait wait)
    {
        lock (_lock)
        {
            return TimeSpan.FromMilliseconds(Math.Ceiling((wait.Until - Now).TotalMilliseconds));
        }
    }

    private sealed class Wait(TimeSpan until) : IDisposable
    {
        private readonly Lock _lock = new();
        private CancellationTokenSource? _changed;

        public TimeSpan Until { get; set; } = until;

        public CancellationToken Renew()
        {
            lock (_lock)
            {
                _changed?.Dispose();
                _changed = new CancellationTokenSource();
                return _changed.Token;
            }
        }

        public void Changed()
        {
            lock (_lock)
            {
                _changed?.Cancel();
            }
        }

        public void Dispose()
        {
            lock (_lock)
            {
                _changed?.Dispose();
                _changed = null;
            }
        }
    }
}
