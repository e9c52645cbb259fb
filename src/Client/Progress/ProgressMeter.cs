using SmartTransfer.Client.Policy;

namespace SmartTransfer.Client.Progress;

/// <summary>Counts what a transfer does, and tells it at most ten times a second (rule 9). Safe for several threads.</summary>
internal sealed class ProgressMeter : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly TransferRate _rate = new();
    private readonly IProgress<TransferProgress>? _listener;
    private readonly Action<TransferEvent>? _events;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _telling;
    private readonly long _began;
    private TransferProgress _now;
    private int _waiting;

    public ProgressMeter(
        string fileName,
        long? length,
        IProgress<TransferProgress>? listener,
        Action<TransferEvent>? events,
        TimeProvider clock)
    {
        (_listener, _events, _clock, _began) = (listener, events, clock, clock.GetTimestamp());
        _now = new TransferProgress { Phase = TransferPhase.Starting, FileName = fileName, Length = length };
        _telling = listener is null ? Task.CompletedTask : TellAsync();
    }

    public long SentBytes => Read(now => now.SentBytes);

    public int FailedAttempts => Read(now => now.FailedAttempts);

    public void Enter(TransferPhase phase) => Change(now => now with { Phase = phase });

    public void KnowLength(long length) => Change(now => now with { Length = length });

    /// <summary>So many bytes are there already; those of an earlier run.</summary>
    public void Holds(long bytes) => Change(now => now with { AcceptedBytes = bytes });

    public void Verified(long bytes) => Change(now => now with { VerifiedBytes = now.VerifiedBytes + bytes });

    public void Advised(SendPolicy policy) =>
        Change(now => now with { Advice = policy.Advice, ChunkBytes = policy.ChunkBytes, Connections = policy.Connections });

    public void HandedOver(int bytes)
    {
        lock (_lock)
        {
            _rate.Count(bytes, Elapsed);
            _now = _now with { SentBytes = _now.SentBytes + bytes };
        }
    }

    public void AttemptBegins() => Change(now => now with { ConnectionsInUse = now.ConnectionsInUse + 1 });

    public void AttemptEnds() => Change(now => now with { ConnectionsInUse = now.ConnectionsInUse - 1 });

    public void Accepted(long bytes) =>
        Change(now => now with { AcceptedBytes = now.AcceptedBytes + bytes, ChunksAccepted = now.ChunksAccepted + 1 });

    /// <summary>Bytes have to be sent again that counted as accepted.</summary>
    public void TakenBack(long bytes) => Change(now => now with { AcceptedBytes = now.AcceptedBytes - bytes });

    /// <summary>An attempt failed; its bytes no longer count as moved.</summary>
    public void Failed(long handedOver)
    {
        lock (_lock)
        {
            _rate.Count(-handedOver, Elapsed);
            _now = _now with { FailedAttempts = _now.FailedAttempts + 1 };
        }
    }

    public void WaitBegins(string why, TimeSpan time)
    {
        lock (_lock)
        {
            _waiting++;
            _now = _now with { WaitsFor = why, WaitsUntil = _clock.GetUtcNow() + time };
        }
    }

    public void WaitEnds()
    {
        lock (_lock)
        {
            _now = --_waiting == 0 ? _now with { WaitsFor = null, WaitsUntil = null } : _now;
        }
    }

    public void Tell(TransferEventKind kind, string message, string? code = null) =>
        _events?.Invoke(new TransferEvent(kind, message, code));

    public TransferProgress Snapshot()
    {
        lock (_lock)
        {
            var rate = _rate.BytesPerSecond(Elapsed, _now.ChunkBytes);
            var left = _now.Length - _now.AcceptedBytes;
            return _now with
            {
                Phase = _now is { Phase: TransferPhase.Sending or TransferPhase.Receiving, ConnectionsInUse: 0, WaitsUntil: not null }
                    ? TransferPhase.Waiting
                    : _now.Phase,
                BytesPerSecond = rate,
                TimeLeft = rate > 0 && left is { } bytes
                    ? TimeSpan.FromSeconds(Math.Min(bytes / rate.Value, TimeSpan.MaxValue.TotalSeconds / 2))
                    : null,
            };
        }
    }

    /// <summary>Tells the last of it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync().ConfigureAwait(false);
        await _telling.ConfigureAwait(false);
        _ended.Dispose();
        _listener?.Report(Snapshot());
    }

    private TimeSpan Elapsed => _clock.GetElapsedTime(_began);

    private async Task TellAsync()
    {
        using var timer = new PeriodicTimer(Interval, _clock);
        try
        {
            do
            {
                _listener!.Report(Snapshot());
            }
            while (await timer.WaitForNextTickAsync(_ended.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // The transfer has ended.
        }
    }

    private T Read<T>(Func<TransferProgress, T> read)
    {
        lock (_lock)
        {
            return read(_now);
        }
    }

    private void Change(Func<TransferProgress, TransferProgress> change)
    {
        lock (_lock)
        {
            _now = change(_now);
        }
    }
}
