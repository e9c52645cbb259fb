using System.Diagnostics;
using SmartTransfer.Bench.Links;
using SmartTransfer.Bench.Rig;

namespace SmartTransfer.Bench.Race;

/// <summary>
/// Carries packets between two devices as a link of the race would: the simulation's weather and faults, in real time, for the
/// kernel's own TCP. The weather begins with the first connection, so that every client meets the same.
/// </summary>
internal sealed class PacketLink : IDisposable
{
    // A quarter of a second of what the link carries, and never less than a modem has.
    private const double QueueSeconds = 0.25;
    private const double LeastQueueBytes = 32 * Sizes.KiB;

    // More than a delay line can hold back; as good as nothing while nothing passes.
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private readonly RaceLink _link;
    private readonly ulong _seed;
    private readonly TunDevice _client;
    private readonly TunDevice _server;
    private readonly Weather _weather;
    private readonly RandomStream _losses;
    private readonly Dictionary<(uint, ushort, ushort), Flow> _flows = [];
    private readonly CancellationTokenSource _closing = new();
    private readonly List<Thread> _threads = [];
    private readonly Lock _lock = new();
    private long _begun;
    private long _payloadBytes;

    /// <param name="link">The link.</param>
    /// <param name="seed">The seed of its weather and faults.</param>
    /// <param name="client">The device on the client's side.</param>
    /// <param name="server">The device on the servers' side.</param>
    public PacketLink(RaceLink link, ulong seed, TunDevice client, TunDevice server)
    {
        (_link, _seed, _client, _server) = (link, seed, client, server);
        _weather = new Weather(link.Profile, seed);
        _losses = new RandomStream(seed, Purpose.Jitter);
        var delay = TimeSpan.FromSeconds(link.Profile.RoundTripSeconds / 2);
        var (up, down) = (new PacketLane(server, delay), new PacketLane(client, delay));
        Begin(() => up.Run(_closing.Token));
        Begin(() => down.Run(_closing.Token));
        Begin(() => Carry(client, up, isUp: true));
        Begin(() => Carry(server, down, isUp: false));
    }

    /// <summary>When the first packet of a connection came, as a timestamp of <see cref="Stopwatch"/>; 0 for not yet.</summary>
    public long BegunAt => Volatile.Read(ref _begun);

    /// <summary>Bytes of streams that the client gave to the link, those that it lost or that came twice as well.</summary>
    public long SentBytes => Interlocked.Read(ref _payloadBytes);

    public void Dispose()
    {
        _closing.Cancel();
        _threads.ForEach(thread => thread.Join());
        _closing.Dispose();
    }

    private void Begin(ThreadStart run)
    {
        var thread = new Thread(run) { IsBackground = true, Priority = ThreadPriority.AboveNormal };
        _threads.Add(thread);
        thread.Start();
    }

    private void Carry(TunDevice from, PacketLane lane, bool isUp)
    {
        var buffer = new byte[TunDevice.PacketBytes];
        while (!_closing.IsCancellationRequested)
        {
            var read = from.Read(buffer, Poll);
            if (read > 0 && TcpPacket.TryRead(buffer.AsSpan(0, read), out var packet))
            {
                Pass(packet, buffer.AsSpan(0, read), from, lane, isUp);
            }
        }
    }

    private void Pass(TcpPacket packet, ReadOnlySpan<byte> bytes, TunDevice from, PacketLane lane, bool isUp)
    {
        double rate;
        bool isLost;
        lock (_lock)
        {
            if (_begun == 0)
            {
                _begun = Stopwatch.GetTimestamp();
            }

            if (isUp)
            {
                _payloadBytes += packet.PayloadBytes;
            }

            var now = Stopwatch.GetElapsedTime(_begun).TotalSeconds;
            Change(now);
            var flow = FlowOf(packet, now, isUp);
            flow.Age(now, _weather.IsBad);
            if (flow.End is { } end)
            {
                if (end is Fault.Reset && !packet.IsReset)
                {
                    from.Write(packet.Reset());
                }

                return;
            }

            rate = _weather.BytesPerSecond;
            isLost = _losses.Next() < (_weather.IsBad ? _link.BadLoss : _link.Loss);
        }

        if (rate > 0 && !isLost)
        {
            rate *= isUp ? 1 : _link.DownTimes;
            _ = lane.TrySend(bytes.ToArray(), rate, Math.Max(LeastQueueBytes, rate * QueueSeconds));
        }
    }

    private void Change(double now)
    {
        while (_weather.NextAt <= now)
        {
            var at = _weather.NextAt;
            foreach (var flow in _flows.Values)
            {
                flow.Age(at, _weather.IsBad);
            }

            if (_weather.Change(at))
            {
                foreach (var flow in _flows.Values)
                {
                    flow.Strike(_link.Profile.IsHandoverSilent ? Fault.Stall : Fault.Reset);
                }
            }
        }
    }

    private Flow FlowOf(TcpPacket packet, double now, bool isUp)
    {
        var key = isUp
            ? (packet.Source, packet.SourcePort, packet.TargetPort)
            : (packet.Target, packet.TargetPort, packet.SourcePort);
        if (!_flows.TryGetValue(key, out var flow) || (packet.IsOpening && flow.End is not null))
        {
            _flows[key] = flow = new Flow(_link.Profile, _seed, _flows.Count, now);
        }

        return flow;
    }
}
