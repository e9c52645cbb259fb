namespace SmartTransfer.Bench.Links;

/// <summary>
/// One upload over one link under one policy: a discrete-event simulation in virtual time, on one thread. Between two events
/// every rate is constant; at every event the connections that are sending share the link anew.
/// </summary>
internal sealed class Transfer
{
    /// <summary>The most connections that any policy opens.</summary>
    public const int MaxConnections = 16;

    /// <summary>A transfer that takes longer is not delivered.</summary>
    public const double PatienceSeconds = 6 * 3600;

    private readonly Weather _weather;
    private readonly IChunkPolicy _policy;
    private readonly MissingRanges _missing;
    private readonly RandomStream _jitter;
    private readonly Connection[] _connections;
    private readonly bool _isHandoverSilent;
    private double _now;
    private double _resentBytes;
    private int _requests;
    private int _opened;
    private bool _isDamaged;

    private Transfer(LinkProfile link, ulong seed, IChunkPolicy policy)
    {
        _policy = policy;
        _weather = new Weather(link, seed);
        _missing = new MissingRanges(link.FileBytes);
        _jitter = new RandomStream(seed, Purpose.Jitter);
        _connections = [.. Enumerable.Range(0, MaxConnections).Select(index => new Connection(index, link, seed))];
        _isHandoverSilent = link.IsHandoverSilent;
    }

    /// <summary>Sends the link's file. The same arguments give the same outcome, on every machine.</summary>
    public static TransferOutcome Run(LinkProfile link, ulong seed, IChunkPolicy policy, double patienceSeconds = PatienceSeconds) =>
        new Transfer(link, seed, policy).Run(patienceSeconds);

    private Span<Connection> Opened => _connections.AsSpan(0, _opened);

    private TransferOutcome Run(double patienceSeconds)
    {
        while (Dispatch() && _now < patienceSeconds)
        {
            Share();
            var next = NextAt();
            foreach (var connection in Opened)
            {
                connection.Carry(next - _now);
            }

            _now = next;
            if (_weather.NextAt <= _now && _weather.Change(_now))
            {
                HandOver();
            }

            foreach (var connection in Opened)
            {
                Step(connection);
            }
        }

        return new(_now, _resentBytes, _requests, _now < patienceSeconds, _isDamaged);
    }

    /// <summary>Gives work to the connections that may have some. False once all is done.</summary>
    private bool Dispatch()
    {
        _opened = Math.Max(_opened, Math.Min(_policy.Connections, MaxConnections));
        var busy = false;
        for (var i = 0; i < _opened; i++)
        {
            var connection = _connections[i];
            if (connection.Phase is Phase.Idle && i < _policy.Connections && !_missing.IsEmpty)
            {
                var (offset, length) = _missing.Take(_policy.CutFrom(_missing.FirstBytes));
                _requests++;
                if (connection.Begin(offset, length, _now, _weather.OutageUntil, _policy.KeepsWhatArrived && connection.Failures > 0))
                {
                    Begun(connection);
                }
            }

            busy |= connection.Phase is not Phase.Idle;
        }

        return busy;
    }

    private void Begun(Connection connection)
    {
        connection.GiveUpAfter(_policy.LimitSeconds(connection.Index, connection.Length), _now);
        _policy.Begun(connection.Index, _now);
    }

    private void Share()
    {
        Span<double> limits = stackalloc double[_opened];
        Span<double> weights = stackalloc double[_opened];
        Span<double> rates = stackalloc double[_opened];
        var count = 0;
        foreach (var connection in Opened)
        {
            if (connection.Phase is Phase.Sending)
            {
                (limits[count], weights[count]) = (connection.Limit(_now), connection.Weight);
                count++;
            }
        }

        Sharing.Share(_weather.BytesPerSecond, limits[..count], weights[..count], rates[..count]);
        count = 0;
        foreach (var connection in Opened)
        {
            connection.Rate = connection.Phase is Phase.Sending ? rates[count++] : 0;
        }
    }

    private double NextAt()
    {
        var next = _weather.NextAt;
        foreach (var connection in Opened)
        {
            next = Math.Min(next, connection.NextAt(_now));
        }

        return next;
    }

    /// <summary>All connections end together, closed or not.</summary>
    private void HandOver()
    {
        foreach (var connection in Opened)
        {
            switch (connection.Phase)
            {
                case Phase.Opening:
                    connection.Reopen(_weather.OutageUntil);
                    break;
                case Phase.Stalled:
                    break;
                case Phase.Idle or Phase.Waiting:
                    connection.Close();
                    break;
                default:
                    Befall(connection, _isHandoverSilent ? Fault.Stall : Fault.Reset);
                    break;
            }
        }
    }

    private void Step(Connection connection)
    {
        if (connection.TakeFault(_now, _weather.IsBad) is var fault and not Fault.None)
        {
            if (connection.IsInUse)
            {
                Befall(connection, fault);
            }
            else if (connection.Phase is Phase.Idle or Phase.Waiting)
            {
                connection.Close();
            }
        }

        if (connection.IsInUse && connection.GivenUpAt <= _now)
        {
            Fail(connection, AttemptEnd.TimedOut);
            return;
        }

        switch (connection.Phase)
        {
            case Phase.Sending when connection.BodyEndsAt(_now) <= _now:
                if (connection.BodyEnded(_now))
                {
                    _policy.BodySent(connection.Index, _now);
                }
                else
                {
                    Fail(connection, AttemptEnd.Broken);
                }

                break;
            case not Phase.Idle and not Phase.Sending when connection.TimerAt <= _now:
                Proceed(connection);
                break;
            default:
                break;
        }
    }

    private void Proceed(Connection connection)
    {
        switch (connection.Phase)
        {
            case Phase.Waiting:
                connection.Rest();
                _missing.Return(connection.Offset, connection.Length);
                break;
            case Phase.Opening:
                connection.Opened(_now);
                Begun(connection);
                break;
            case Phase.Storing:
                _policy.Handled(connection.Handled(_now));
                break;
            case Phase.Answering:
                Finish(connection);
                break;
            case Phase.Stalled:
                Fail(connection, AttemptEnd.TimedOut);
                break;
            default:
                break;
        }
    }

    private void Finish(Connection connection)
    {
        var attempt = connection.Answered(_now);
        _policy.Answered(attempt);
        if (attempt.End is AttemptEnd.Stored)
        {
            return;
        }

        if (_policy.KeepsWhatArrived)
        {
            _isDamaged = true;
            return;
        }

        _resentBytes += attempt.SentBytes;
        Retry(connection, attempt, attempt.Offset, attempt.Length);
    }

    private void Befall(Connection connection, Fault fault)
    {
        if (fault is Fault.Stall)
        {
            connection.Stall(_now);
        }
        else
        {
            Fail(connection, AttemptEnd.Broken);
        }
    }

    private void Fail(Connection connection, AttemptEnd end)
    {
        var attempt = connection.Lost(_now, end);
        _policy.Lost(attempt);
        var kept = _policy.KeepsWhatArrived ? (long)attempt.ArrivedBytes : 0;
        _isDamaged |= connection.IsChangedWithin(kept);
        _resentBytes += attempt.SentBytes - kept;
        Retry(connection, attempt, attempt.Offset + kept, attempt.Length - kept);
    }

    /// <summary>What has to be sent again is nobody else's until the delay is over; then it is the first of what is missing.</summary>
    private void Retry(Connection connection, Attempt attempt, long offset, long length) =>
        connection.Wait(_now + _policy.RetrySeconds(attempt, connection.Failures, _jitter), offset, length);
}
