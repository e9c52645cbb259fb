using SmartTransfer.Client.Http;
using SmartTransfer.Client.Policy;
using SmartTransfer.Client.Progress;

namespace SmartTransfer.Client.Attempts;

/// <summary>
/// One transfer's view of its link: the policy, the limits and the report with a lock around them, the waits, and the
/// patience. It says what happens to an attempt; sending one is <see cref="ServiceConnection"/>'s.
/// </summary>
internal sealed class Link : IDisposable
{
    /// <summary>The connection number of requests that carry no chunk.</summary>
    public const int RequestLine = -1;

    // The time that a network needs to come up when a machine wakes.
    private static readonly TimeSpan WaitBeforeLast = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly SendPolicy _policy;
    private readonly StallLimits _limits = new();
    private readonly AttemptLog _log = new();
    private readonly List<(CancellationTokenSource Timer, int Connection, long Bytes, long Began)> _blind = [];
    private readonly RetryWaits _waits;
    private readonly NetworkWatch _watch;
    private readonly ProgressMeter _meter;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _patience;
    private readonly Random _random;
    private long _acceptedAt;

    public Link(TransferClientOptions options, Random random, ProgressMeter meter)
    {
        (_clock, _patience, _random, _meter) = (options.Clock, options.Patience, random, meter);
        _policy = new SendPolicy(options.MaxChunkBytes, options.MaxConnections);
        _waits = new RetryWaits(options.Clock);
        _watch = new NetworkWatch(_waits.EndAll);
        _acceptedAt = _clock.GetTimestamp();
        Gate = new ConnectionGate(() => Locked(() => _policy.Connections));
        Locked(() => _meter.Advised(_policy));
    }

    public ConnectionGate Gate { get; }

    public int Connections => Locked(() => _policy.Connections);

    public long ChunkBytes => Locked(() => _policy.ChunkBytes);

    public long MinChunkBytes => Locked(() => _policy.MinChunkBytes);

    public long MaxChunkBytes => Locked(() => _policy.MaxChunkBytes);

    public void Dispose() => _watch.Dispose();

    /// <summary>How many bytes to cut from the beginning of a range.</summary>
    public long CutFrom(long rangeBytes, long? openEndedAt) => Locked(() => _policy.CutFrom(rangeBytes, openEndedAt));

    /// <summary>
    /// How many bytes to send of a chunk that is in memory: all, unless the size has fallen to half of it or below
    /// (rule 2.7).
    /// </summary>
    public int CutFromHeld(int bytes, long? openEndedAt) =>
        Locked(() => bytes <= _policy.MaxChunkBytes && bytes < 2 * _policy.ChunkBytes ? bytes : (int)_policy.CutFrom(bytes, openEndedAt));

    public void CapAt(long bytes) => Locked(() => _policy.CapAt(bytes));

    public void FloorAt(long bytes) => Locked(() => _policy.FloorAt(bytes));

    public TimeSpan LimitOf(int connection, long bytes) =>
        Locked(() => _limits.LimitOf(connection, bytes, bytes <= Math.Max(SendPolicy.SmallestHalf, _policy.MinChunkBytes), _policy.Advice));

    /// <summary>An attempt was begun. One whose limit was set while no rate was known gets another when one is (rule 4.2).</summary>
    public void Armed(CancellationTokenSource timer, int connection, long bytes)
    {
        lock (_lock)
        {
            if (_limits.BytesPerSecond is null)
            {
                _blind.Add((timer, connection, bytes, _clock.GetTimestamp()));
            }
        }
    }

    public TimeSpan SilenceLimit(int connection) => Locked(() => _limits.SilenceLimit(connection, _policy.Advice));

    public AttemptLog.Costs TakeReport() => Locked(_log.Take);

    /// <summary>A chunk was acknowledged, or fetched.</summary>
    public void Accepted(AttemptLine line, long bytes, TimeSpan time)
    {
        line.Succeeded();
        lock (_lock)
        {
            _limits.Acknowledged(line.Connection, bytes, time);
            LimitTheBlind();
            _log.Succeeded(bytes, time);
            _acceptedAt = _clock.GetTimestamp();
        }
    }

    /// <summary>Something else is progress: what is there already was compared.</summary>
    public void Progressed() => Locked(() => _acceptedAt = _clock.GetTimestamp());

    /// <summary>An attempt with a chunk failed.</summary>
    public void Failed(AttemptLine line, ServiceAnswer answer, long handedOver, TimeSpan time, AttemptLog.Costs reported)
    {
        lock (_lock)
        {
            _log.Failed(handedOver, time, Reactions.ReportedError(answer));
            if (answer.IsUnanswered)
            {
                _log.PutBack(reported);
            }

            if (answer.TimedOut)
            {
                _limits.GivenUp(line.Connection);
            }
        }
    }

    public void PutBack(AttemptLog.Costs reported) => Locked(() => _log.PutBack(reported));

    /// <summary>An answer came: its advice counts, and whoever waits for nobody's answer need not wait long.</summary>
    public void Heard(ServiceAnswer answer)
    {
        if (answer.Advice is { } advice)
        {
            lock (_lock)
            {
                _policy.Advised(advice);
                _meter.Advised(_policy);
            }
        }

        if (!answer.IsUnanswered)
        {
            _waits.Shorten(() => Locked(() => _policy.Advice.RetryDelay) * Draw());
        }
    }

    /// <summary>Waits before the same request is sent again (rule 3).</summary>
    /// <returns>Whether to ask for the status before that (rule 3.4).</returns>
    /// <exception cref="TransferException">The patience is over.</exception>
    public async Task<bool> PauseAsync(AttemptLine line, ServiceAnswer answer, CancellationToken cancellationToken)
    {
        line.Failures++;
        line.SinceAsked++;
        var (wait, tooMany) = Locked(() => (
            answer.IsUnanswered
                ? Longer(_policy.Ceiling(_policy.Unanswered(line.Connection)) * _random.NextDouble(), answer.RetryAfter)
                : _policy.WaitAsked(answer.RetryAfter ?? TimeSpan.Zero, line.Failures, _random.NextDouble()),
            line.SinceAsked > _policy.Advice.MaxRetries));
        Locked(() => _meter.Advised(_policy));
        var left = _patience - _clock.GetElapsedTime(Locked(() => _acceptedAt));
        var isOver = left <= TimeSpan.Zero;
        if (isOver && !line.IsLast)
        {
            // The patience went by during the attempt, as when the machine slept: one that begins now is due.
            left = _patience;
            wait = answer.IsUnanswered ? Longer(WaitBeforeLast, answer.RetryAfter) : wait;
        }

        if (wait > left && answer.Problem is not null)
        {
            throw answer.ToException();
        }

        if (left <= TimeSpan.Zero)
        {
            var last = answer.ToException();
            throw new TransferException(
                TransferErrorCode.NoProgress,
                $"Nothing was accepted for {_patience}, so this ends here. The last attempt: {last.Message}",
                last)
            {
                CanResume = true,
                Status = answer.Status,
                RetryAfter = answer.RetryAfter,
            };
        }

        line.IsLast = isOver || wait >= left;
        _meter.Tell(TransferEventKind.AttemptFailed, answer.ToException().Message, answer.Code);
        _meter.WaitBegins(answer.Code, wait);
        try
        {
            await _waits.WaitAsync(
                wait < left ? wait : left,
                mayEndEarly: answer is { IsUnanswered: true, RetryAfter: null },
                cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _meter.WaitEnds();
        }

        return tooMany;
    }

    private void LimitTheBlind()
    {
        foreach (var (timer, connection, bytes, began) in _blind)
        {
            var left = LimitOf(connection, bytes) - _clock.GetElapsedTime(began);
            try
            {
                timer.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
            }
            catch (ObjectDisposedException)
            {
                // That attempt has ended.
            }
        }

        _blind.Clear();
    }

    private static TimeSpan Longer(TimeSpan drawn, TimeSpan? asked) => asked > drawn ? asked.Value : drawn;

    private double Draw() => Locked(_random.NextDouble);

    private void Locked(Action action)
    {
        lock (_lock)
        {
            action();
        }
    }

    private T Locked<T>(Func<T> read)
    {
        lock (_lock)
        {
            return read();
        }
    }
}
