using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using SmartTransfer.Bench.Links;

namespace SmartTransfer.Bench.Relay;

/// <summary>
/// A proxy on TCP that treats what passes as a link of the simulation would: the same weather and the same faults, in real time. The
/// simulation knows the way up alone; here the way down has the same rate and delay, and changes no byte.
/// </summary>
internal sealed class LinkRelay : IAsyncDisposable
{
    /// <summary>What a client's system may hand over ahead of the link, in bytes: more would look sent minutes before it is.</summary>
    private const int WindowBytes = 64 * 1024;
    private const double LongestSleepSeconds = 3600;

    private readonly LinkProfile _link;
    private readonly Uri _host;
    private readonly ulong _seed;
    private readonly LinkLog _log;
    private readonly TcpListener _listener;
    private readonly Lock _lock = new();
    private readonly HashSet<RelayedConnection> _connections = [];
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly Weather _weather;
    private int _count;

    public LinkRelay(LinkProfile link, Uri host, int port, ulong seed, LinkLog log)
    {
        (_link, _host, _seed, _log) = (link, host, seed, log);
        _weather = new Weather(link, seed);
        Up = new LinkLane(() => BytesPerSecond);
        Down = new LinkLane(() => BytesPerSecond);
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Server.ReceiveBufferSize = WindowBytes;
        _listener.Start();
    }

    /// <summary>Where clients find the host behind the link.</summary>
    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>Seconds since the link was put up.</summary>
    public double Now => Stopwatch.GetElapsedTime(_began).TotalSeconds;

    /// <summary>From clients to the host, all connections together.</summary>
    public LinkLane Up { get; }

    /// <summary>From the host to clients.</summary>
    public LinkLane Down { get; }

    /// <summary>In a bad spell.</summary>
    public bool IsBad
    {
        get
        {
            lock (_lock)
            {
                return _weather.IsBad;
            }
        }
    }

    /// <summary>What the link carries now, in bytes/s; 0 during an outage.</summary>
    public double BytesPerSecond
    {
        get
        {
            lock (_lock)
            {
                return _weather.BytesPerSecond;
            }
        }
    }

    /// <summary>Carries bytes until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var weather = ChangeWeatherAsync(cancellationToken);
        var running = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(cancellationToken);
                var connection = new RelayedConnection(this, _link, _seed, _count++, client);
                lock (_lock)
                {
                    _ = _connections.Add(connection);
                }

                _ = running.RemoveAll(task => task.IsCompleted);
                running.Add(Task.Run(() => CarryAsync(connection, cancellationToken), CancellationToken.None));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll([weather, .. running]);
        }
    }

    public ValueTask DisposeAsync()
    {
        _listener.Dispose();
        return ValueTask.CompletedTask;
    }

    internal void Tell(string text) => _log.Write(Now, text);

    private async Task CarryAsync(RelayedConnection connection, CancellationToken cancellationToken)
    {
        await connection.RunAsync(_host, cancellationToken);
        lock (_lock)
        {
            _ = _connections.Remove(connection);
        }
    }

    private async Task ChangeWeatherAsync(CancellationToken cancellationToken)
    {
        Tell(Rate());
        while (!cancellationToken.IsCancellationRequested)
        {
            var sleep = Math.Clamp(_weather.NextAt - Now, 0, LongestSleepSeconds);
            await Task.Delay(TimeSpan.FromSeconds(sleep), cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (Now < _weather.NextAt || cancellationToken.IsCancellationRequested)
            {
                continue;
            }

            RelayedConnection[] struck = [];
            lock (_lock)
            {
                if (_weather.Change(Now))
                {
                    struck = [.. _connections];
                }
            }

            if (struck.Length > 0 || BytesPerSecond <= 0)
            {
                var (end, seconds) = (_link.IsHandoverSilent ? "stall" : "break", _link.OutageSeconds);
                Tell(FormattableString.Invariant($"Handover: what is open ({struck.Length}) {end}s; nothing passes for {seconds} s."));
                Array.ForEach(struck, connection => connection.Strike(_link.IsHandoverSilent ? Fault.Stall : Fault.Reset));
            }
            else
            {
                Tell(Rate());
            }
        }
    }

    private string Rate() => FormattableString.Invariant($"{BytesPerSecond / 1024:0} KiB/s{(IsBad ? ", a bad spell" : "")}.");
}
