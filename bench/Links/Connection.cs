namespace SmartTransfer.Bench.Links;

/// <summary>One connection of the client: its request, its window, and the faults that befall it.</summary>
internal sealed class Connection(int index, LinkProfile link, ulong seed)
{
    /// <summary>
    /// After how long without progress a client without a limit of its own gives a connection up: a common time-out of HTTP clients.
    /// </summary>
    public const double StallSeconds = 30;

    /// <summary>TCP's and TLS 1.3's handshakes: a round trip each (RFC 9293, RFC 8446).</summary>
    private const int HandshakeRoundTrips = 2;

    /// <summary>A Put Block takes a storage account this long in its own region, with the hash and the host's work.</summary>
    private const double MinServerSeconds = 0.02;
    private const double MaxServerSeconds = 0.04;

    /// <summary>Request line and headers of a chunk: URL with the upload's id, Content-Digest, a key, what a proxy adds.</summary>
    public const int HeaderBytes = 700;

    private const double MinWeight = 0.75;
    private const double MaxWeight = 1.25;

    /// <summary>Ten segments (RFC 6928), doubled every round trip until the window is open.</summary>
    private const double InitialWindowBytes = 10 * 1460;

    /// <summary>
    /// A connection that was silent for longer than its retransmission time-out starts anew (RFC 5681, 4.1): the round trip and
    /// the 200 ms that Linux adds.
    /// </summary>
    private const double IdleSeconds = 0.2;

    private readonly RandomStream _faults = new(seed, Purpose.Faults(index));
    private readonly RandomStream _requests = new(seed, Purpose.Requests(index));
    private readonly double _resetRate = Math.Max(link.ResetsPerSecond, link.BadResetsPerSecond);
    private double _resetAt = double.PositiveInfinity;
    private double _stallAt = double.PositiveInfinity;
    private bool _wasUsed;
    private double _windowBytes;
    private double _widensAt;
    private double _lastUsedAt;
    private double _sentAt;
    private double _endsAfterBytes;
    private double _changedAtByte;
    private bool _isOpen;

    public int Index => index;

    public Phase Phase { get; private set; }

    public long Offset { get; private set; }

    public long Length { get; private set; }

    /// <summary>Attempts in a row that failed.</summary>
    public int Failures { get; private set; }

    /// <summary>Bytes of the body that have left the client; below zero while the headers leave it.</summary>
    public double SentBytes { get; private set; }

    /// <summary>How much it gets beside others during this request: two connections never share quite evenly.</summary>
    public double Weight { get; private set; }

    /// <summary>What it carries now, in bytes/s.</summary>
    public double Rate { get; set; }

    /// <summary>When the present phase ends by itself; meaningless while <see cref="Phase.Sending"/>.</summary>
    public double TimerAt { get; private set; }

    /// <summary>When the client gives the attempt up, however far it is; infinite for a client without such a limit.</summary>
    public double GivenUpAt { get; private set; } = double.PositiveInfinity;

    public bool IsInUse => Phase is Phase.Sending or Phase.Storing or Phase.Answering;

    private AttemptEnd End => IsChangedWithin(Length) ? AttemptEnd.Mismatched : AttemptEnd.Stored;

    private bool IsHeldByWindow => Rate < link.ConnectionBytesPerSecond && Rate >= _windowBytes / link.RoundTripSeconds;

    /// <summary>When something befalls or happens to this connection next.</summary>
    public double NextAt(double now)
    {
        var fault = Math.Min(Math.Min(_resetAt, _stallAt), IsInUse ? GivenUpAt : double.PositiveInfinity);
        return Phase switch
        {
            Phase.Idle => fault,
            Phase.Sending => Math.Min(Math.Min(fault, BodyEndsAt(now)), IsHeldByWindow ? _widensAt : double.PositiveInfinity),
            _ => Math.Min(fault, TimerAt),
        };
    }

    public double BodyEndsAt(double now) =>
        Rate > 0 ? now + Math.Max(0, (Math.Min(Length, _endsAfterBytes) - SentBytes) / Rate) : double.PositiveInfinity;

    /// <summary>The most it could carry now, in bytes/s: its window over the round trip.</summary>
    public double Limit(double now)
    {
        while (_widensAt <= now && _windowBytes / link.RoundTripSeconds < link.ConnectionBytesPerSecond)
        {
            _windowBytes *= 2;
            _widensAt += link.RoundTripSeconds;
        }

        return Math.Min(_windowBytes / link.RoundTripSeconds, link.ConnectionBytesPerSecond);
    }

    /// <summary>Begins a request for a chunk. True where it is sent at once, since the connection is open.</summary>
    /// <param name="offset">Its first byte.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="now">The time.</param>
    /// <param name="notBefore">When the link carries something.</param>
    /// <param name="asksFirst">Ask the server, once the connection is open, how far it got.</param>
    public bool Begin(long offset, long length, double now, double notBefore, bool asksFirst)
    {
        (Offset, Length, SentBytes) = (offset, length, -HeaderBytes);
        if (!_wasUsed)
        {
            _wasUsed = true;
            _resetAt = now + _faults.UntilNext(_resetRate);
            _stallAt = now + _faults.UntilNext(link.StallsPerSecond);
        }

        _endsAfterBytes = link.DeathsPerRequest > 0 && _requests.Next() < link.DeathsPerRequest
            ? length * _requests.Next()
            : double.PositiveInfinity;
        _changedAtByte = _requests.UntilNext(link.CorruptionsPerByte);
        Weight = _requests.Between(MinWeight, MaxWeight);
        if (_isOpen)
        {
            Send(now);
            return true;
        }

        Phase = Phase.Opening;
        TimerAt = Math.Max(now, notBefore) + (HandshakeRoundTrips * link.RoundTripSeconds);
        TimerAt += asksFirst ? link.RoundTripSeconds + ServerSeconds() : 0;
        return false;
    }

    /// <summary>Nothing got through while it was being opened: it is opened anew.</summary>
    public void Reopen(double notBefore) => TimerAt = notBefore + (HandshakeRoundTrips * link.RoundTripSeconds);

    /// <summary>The connection is open: the body begins.</summary>
    public void Opened(double now)
    {
        (_isOpen, _windowBytes, _widensAt) = (true, InitialWindowBytes, now + link.RoundTripSeconds);
        _lastUsedAt = now;
        Send(now);
    }

    /// <summary>Sets the limit of the attempt that begins.</summary>
    public void GiveUpAfter(double? seconds, double now) => GivenUpAt = now + (seconds ?? double.PositiveInfinity);

    public void Carry(double seconds) => SentBytes += Rate * seconds;

    /// <summary>The body has been sent, or what could be of it. False where the request dies here.</summary>
    public bool BodyEnded(double now)
    {
        Rate = 0;
        if (_endsAfterBytes < Length)
        {
            SentBytes = _endsAfterBytes;
            return false;
        }

        SentBytes = Length;
        Phase = Phase.Storing;
        TimerAt = now + (link.RoundTripSeconds / 2) + ServerSeconds();
        return true;
    }

    /// <summary>The server has handled the chunk; its answer sets out.</summary>
    public Attempt Handled(double now)
    {
        Phase = Phase.Answering;
        TimerAt = now + (link.RoundTripSeconds / 2);
        return Tell(now, End, Length);
    }

    /// <summary>The answer is there.</summary>
    public Attempt Answered(double now)
    {
        var attempt = Tell(now, End, Length);
        Failures = End is AttemptEnd.Stored ? 0 : Failures + 1;
        (Phase, _lastUsedAt) = (Phase.Idle, now);
        return attempt;
    }

    /// <summary>One of the first so many bytes of this request arrived changed.</summary>
    public bool IsChangedWithin(double bytes) => _changedAtByte < bytes;

    /// <summary>The client knows that the attempt failed.</summary>
    public Attempt Lost(double now, AttemptEnd end)
    {
        var inFlight = Phase is Phase.Sending ? Rate * link.RoundTripSeconds / 2 : 0;
        var attempt = Tell(now, end, Math.Max(0, SentBytes - inFlight));
        Failures++;
        (Phase, Rate, _isOpen) = (Phase.Idle, 0, false);
        return attempt;
    }

    /// <summary>Nothing moves from now on. What was in flight arrives no more.</summary>
    public void Stall(double now)
    {
        SentBytes = Math.Max(0, SentBytes - (Phase is Phase.Sending ? Rate * link.RoundTripSeconds / 2 : 0));
        (Phase, Rate, TimerAt) = (Phase.Stalled, 0, double.IsFinite(GivenUpAt) ? GivenUpAt : now + StallSeconds);
    }

    /// <summary>It waits, and holds what it has to send again.</summary>
    public void Wait(double until, long offset, long length) => (Phase, TimerAt, Offset, Length) = (Phase.Waiting, until, offset, length);

    public void Rest() => Phase = Phase.Idle;

    /// <summary>It was closed while nothing was on it.</summary>
    public void Close() => _isOpen = false;

    /// <summary>What befalls the connection at <paramref name="now"/>, whether it is in use or not.</summary>
    public Fault TakeFault(double now, bool isBad)
    {
        if (now >= _resetAt)
        {
            _resetAt = now + _faults.UntilNext(_resetRate);
            return _faults.Next() * _resetRate < (isBad ? link.BadResetsPerSecond : link.ResetsPerSecond) ? Fault.Reset : Fault.None;
        }

        if (now >= _stallAt)
        {
            _stallAt = now + _faults.UntilNext(link.StallsPerSecond);
            return Fault.Stall;
        }

        return Fault.None;
    }

    private void Send(double now)
    {
        if (now - _lastUsedAt > link.RoundTripSeconds + IdleSeconds)
        {
            (_windowBytes, _widensAt) = (InitialWindowBytes, now + link.RoundTripSeconds);
        }

        (Phase, _sentAt) = (Phase.Sending, now);
    }

    private double ServerSeconds() => _requests.Between(MinServerSeconds, MaxServerSeconds);

    private Attempt Tell(double now, AttemptEnd end, double arrived) =>
        new(index, Offset, Length, _sentAt, now, arrived, Math.Max(0, SentBytes), end);
}
