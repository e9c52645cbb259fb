using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace SmartTransfer.Testing.Links;

/// <summary>A proxy on TCP that stands between a client and a host and treats what passes as a bad link would.</summary>
public sealed class BadLink : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly Uri _host;
    private readonly LinkFaults _faults;
    private readonly Lock _lock = new();
    private readonly Random _random;
    private readonly Task _accepting;
    private readonly List<Task> _connections = [];
    private TimeSpan _freeAt;
    private int _resets;
    private int _stalls;
    private int _flips;

    /// <param name="host">Where the host listens.</param>
    /// <param name="faults">What the link does.</param>
    public BadLink(Uri host, LinkFaults faults)
    {
        (_host, _faults, _random) = (host, faults, new Random(faults.Seed));
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where clients find the host behind the link.</summary>
    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>Connections that were reset.</summary>
    public int Resets => Volatile.Read(ref _resets);

    /// <summary>Connections on which nothing passed any more.</summary>
    public int Stalls => Volatile.Read(ref _stalls);

    /// <summary>Bits that were changed.</summary>
    public int Flips => Volatile.Read(ref _flips);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_connections);
        _closing.Dispose();
    }

    /// <summary>Bytes until something happens that happens every <paramref name="mean"/> bytes.</summary>
    internal double Draw(double mean)
    {
        lock (_lock)
        {
            return -mean * Math.Log(1 - _random.NextDouble());
        }
    }

    /// <summary>A position from <paramref name="from"/> to before <paramref name="to"/>.</summary>
    internal int Position(int from, int to)
    {
        lock (_lock)
        {
            return _random.Next(from, to);
        }
    }

    /// <summary>When bytes that were sent now have arrived: after all that other connections have sent before.</summary>
    internal async Task PassAsync(int bytes)
    {
        TimeSpan wait;
        lock (_lock)
        {
            var now = Stopwatch.GetElapsedTime(0);
            _freeAt = (_freeAt > now ? _freeAt : now) + TimeSpan.FromSeconds(bytes / _faults.BytesPerSecond);
            wait = _freeAt - now;
        }

        if (wait > TimeSpan.FromMilliseconds(1))
        {
            await Task.Delay(wait, _closing.Token);
        }
    }

    internal void CountReset() => Interlocked.Increment(ref _resets);

    internal void CountStall() => Interlocked.Increment(ref _stalls);

    internal void CountFlip() => Interlocked.Increment(ref _flips);

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_closing.Token);
                _connections.Add(Task.Run(() => new BadConnection(this, _faults, client).RunAsync(_host, _closing.Token)));
            }
        }
        catch (Exception closed) when (closed is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The link is taken down.
        }
    }
}
