using System.Net;
using System.Net.Sockets;

namespace SmartTransfer.Client.Tests.EndToEnd;

/// <summary>An address that stays while what is behind it changes, or is gone.</summary>
internal sealed class SwitchedRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly List<Task> _tasks = [];
    private volatile Uri? _target;

    public SwitchedRelay(Uri target)
    {
        _target = target;
        _listener.Start();
        _tasks.Add(AcceptAsync());
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>Bytes that went up.</summary>
    public long BytesUp;

    /// <summary>Leads to another host; null to none, and then connections are closed at once.</summary>
    public void SwitchTo(Uri? target) => _target = target;

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Dispose();
        await Task.WhenAll(_tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_closing.IsCancellationRequested)
        {
            var client = await _listener.AcceptSocketAsync(_closing.Token);
            _tasks.Add(RelayAsync(client));
        }
    }

    private async Task RelayAsync(Socket client)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var both = client;
        if (_target is not { } target)
        {
            return;
        }

        try
        {
            await server.ConnectAsync(target.Host, target.Port, _closing.Token);
            _ = await Task.WhenAny(PumpAsync(client, server, up: true), PumpAsync(server, client, up: false));
        }
        catch (SocketException)
        {
            // The host is gone; the client sees its connection end.
        }
    }

    private async Task PumpAsync(Socket from, Socket to, bool up)
    {
        var buffer = new byte[64 * 1024];
        for (int read; (read = await from.ReceiveAsync(buffer, _closing.Token)) > 0;)
        {
            _ = await to.SendAsync(buffer.AsMemory(0, read), _closing.Token);
            _ = up ? Interlocked.Add(ref BytesUp, read) : 0;
        }
    }
}
