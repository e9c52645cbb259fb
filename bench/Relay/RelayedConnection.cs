using System.Net.Sockets;
using System.Threading.Channels;
using SmartTransfer.Bench.Links;

namespace SmartTransfer.Bench.Relay;

/// <summary>One connection over a <see cref="LinkRelay"/>.</summary>
internal sealed class RelayedConnection
{
    private const int BufferBytes = 16 * 1024;
    private const int SmallestReadBytes = 1024;
    private const int BuffersUnderWay = 256;

    /// <summary>How much of a second is read at once, so that a slow link is steady.</summary>
    private const double ReadSeconds = 0.05;

    /// <summary>A timer is late by a millisecond or two; shorter waits are left for the next bytes.</summary>
    private const double ShortestWaitSeconds = 0.004;

    /// <summary>TCP's and TLS 1.3's handshakes, as in the simulation.</summary>
    private const int HandshakeRoundTrips = 2;

    /// <summary>No connection lasts longer, in seconds, and no timer takes much more.</summary>
    private const double LongestDraw = 1e6;

    /// <summary>How long a connection that stalled is kept for a client that does not give it up.</summary>
    private static readonly TimeSpan LongestStall = TimeSpan.FromMinutes(10);

    private readonly LinkRelay _relay;
    private readonly LinkProfile _link;
    private readonly Socket _client;
    private readonly RandomStream _faults;
    private readonly RandomStream _bytes;
    private readonly LinkLane _up;
    private readonly LinkLane _down;
    private readonly TaskCompletionSource<Fault> _struck = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private double _untilChanged;

    public RelayedConnection(LinkRelay relay, LinkProfile link, ulong seed, int index, Socket client)
    {
        (_relay, _link, _client) = (relay, link, client);
        (_faults, _bytes) = (new RandomStream(seed, Purpose.Faults(index)), new RandomStream(seed, Purpose.Requests(index)));
        (_up, _down) = (new LinkLane(() => link.ConnectionBytesPerSecond), new LinkLane(() => link.ConnectionBytesPerSecond));
        _untilChanged = _bytes.UntilNext(link.CorruptionsPerByte);
    }

    /// <summary>Something befalls the connection from outside.</summary>
    public void Strike(Fault fault) => _struck.TrySetResult(fault);

    /// <summary>Carries bytes both ways until either end, or the link, is done with it.</summary>
    public async Task RunAsync(Uri host, CancellationToken closing)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(closing);
        using var client = _client;
        client.NoDelay = true;
        Task[] pumps = [];
        try
        {
            var faults = DrawFaultsAsync(ending.Token);
            await Task.Delay(TimeSpan.FromSeconds(HandshakeRoundTrips * _link.RoundTripSeconds), closing);
            await server.ConnectAsync(host.Host, host.Port, closing);
            pumps = [
                .. Pumps(client, server, _relay.Up, _up, changes: true, ending.Token),
                .. Pumps(server, client, _relay.Down, _down, changes: false, ending.Token)];
            // What the host sends last ends the connection; what a client sends last does not.
            var first = await Task.WhenAny(pumps[2], pumps[3], faults, Broken(pumps[0]), Broken(pumps[1]));
            var fault = first == faults ? await faults : Fault.None;
            if (fault is Fault.None && first == pumps[2])
            {
                await pumps[3];
            }

            await ending.CancelAsync();
            if (fault is Fault.Reset || first.IsFaulted || first.IsCanceled)
            {
                client.Close(0);
                server.Close(0);
            }
            else if (fault is Fault.Stall)
            {
                server.Close(0);
                await StallAsync(client, closing);
            }
        }
        catch (Exception gone) when (gone is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            client.Close(0);
        }
        finally
        {
            await ending.CancelAsync();
            await Task.WhenAll(pumps).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Ends only when a pump fails: that one end has no more to send is no end of the connection.</summary>
    private static async Task Broken(Task pump)
    {
        await pump;
        await Task.Delay(Timeout.Infinite);
    }

    /// <summary>Nothing passes any more, and nobody is told. It ends when the client gives up.</summary>
    private static async Task StallAsync(Socket client, CancellationToken closing)
    {
        using var longest = CancellationTokenSource.CreateLinkedTokenSource(closing);
        longest.CancelAfter(LongestStall);
        var dropped = new byte[1024];
        while (!client.Poll(0, SelectMode.SelectRead) || await client.ReceiveAsync(dropped, longest.Token) > 0)
        {
            await Task.Delay(100, longest.Token);
        }
    }

    /// <summary>Waits for what befalls this connection: by itself, or with all others.</summary>
    private async Task<Fault> DrawFaultsAsync(CancellationToken ending)
    {
        var resets = Math.Max(_link.ResetsPerSecond, _link.BadResetsPerSecond);
        var (now, resetAt, stallAt) = (0.0, _faults.UntilNext(resets), _faults.UntilNext(_link.StallsPerSecond));
        while (true)
        {
            var next = Math.Min(resetAt, stallAt);
            var wait = double.IsFinite(next) ? TimeSpan.FromSeconds(Math.Min(next - now, LongestDraw)) : Timeout.InfiniteTimeSpan;
            if (await Task.WhenAny(_struck.Task, Task.Delay(wait, ending)) == _struck.Task)
            {
                return await _struck.Task;
            }

            ending.ThrowIfCancellationRequested();
            if (stallAt <= resetAt)
            {
                _relay.Tell("A connection stalls.");
                return Fault.Stall;
            }

            // Drawn at the rate of bad spells; in good ones the others do not happen.
            if (_faults.Next() * resets < (_relay.IsBad ? _link.BadResetsPerSecond : _link.ResetsPerSecond))
            {
                _relay.Tell("A connection is reset.");
                return Fault.Reset;
            }

            (now, resetAt) = (next, next + _faults.UntilNext(resets));
        }
    }

    private Task[] Pumps(Socket from, Socket to, LinkLane all, LinkLane own, bool changes, CancellationToken ending)
    {
        var underWay = Channel.CreateBounded<RelayedBytes>(BuffersUnderWay);
        return [ReadAsync(from, underWay.Writer, all, own, changes, ending), WriteAsync(to, underWay.Reader, ending)];
    }

    private async Task ReadAsync(
        Socket from, ChannelWriter<RelayedBytes> underWay, LinkLane all, LinkLane own, bool changes, CancellationToken ending)
    {
        while (true)
        {
            var slice = (int)Math.Clamp(_relay.BytesPerSecond * ReadSeconds, SmallestReadBytes, BufferBytes);
            var buffer = new byte[slice];
            var read = await from.ReceiveAsync(buffer, ending);
            if (read == 0)
            {
                underWay.Complete();
                return;
            }

            var sentAt = own.SentAt(read, _relay.Now);
            double free;
            while ((free = all.SentAt(read, _relay.Now)) == double.PositiveInfinity)
            {
                await Task.Delay(50, ending);
            }

            sentAt = Math.Max(sentAt, free);
            if (changes)
            {
                Change(buffer.AsSpan(0, read));
            }

            var wait = sentAt - _relay.Now;
            if (wait > ShortestWaitSeconds)
            {
                await Task.Delay(TimeSpan.FromSeconds(wait), ending);
            }

            await underWay.WriteAsync(new(buffer.AsMemory(0, read), sentAt + (_link.RoundTripSeconds / 2)), ending);
        }
    }

    private async Task WriteAsync(Socket to, ChannelReader<RelayedBytes> underWay, CancellationToken ending)
    {
        await foreach (var (bytes, dueAt) in underWay.ReadAllAsync(ending))
        {
            var wait = dueAt - _relay.Now;
            if (wait > ShortestWaitSeconds)
            {
                await Task.Delay(TimeSpan.FromSeconds(wait), ending);
            }

            for (var left = bytes; !left.IsEmpty;)
            {
                left = left[await to.SendAsync(left, ending)..];
            }
        }

        to.Shutdown(SocketShutdown.Send);
    }

    /// <summary>
    /// Changes a bit of a body. Heads stay as they are: what guards them is TLS. They come at the beginning of what is sent, so the second
    /// half of a buffer of 16 KiB that names no HTTP version is body.
    /// </summary>
    private void Change(Span<byte> bytes)
    {
        if ((_untilChanged -= bytes.Length) < 0 && bytes.Length == BufferBytes && bytes.IndexOf("HTTP/1."u8) < 0)
        {
            bytes[(int)_bytes.Between(BufferBytes / 2.0, BufferBytes)] ^= 0x10;
            _relay.Tell("A bit is changed.");
            _untilChanged = _bytes.UntilNext(_link.CorruptionsPerByte);
        }
    }
}
