using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace SmartTransfer.Testing.Hosts;

/// <summary>
/// Stands between a client and a server on this machine, hands requests on one by one, and does to each what a rule says.
/// </summary>
public sealed class HttpRelay : IAsyncDisposable
{
    private static readonly byte[] Busy =
        "HTTP/1.1 503 Server Busy\r\nx-ms-error-code: ServerBusy\r\nContent-Length: 0\r\n\r\n"u8.ToArray();

    private static readonly byte[] Continue = "HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray();

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<Task, bool> _connections = new();
    private readonly string _service;
    private readonly DnsEndPoint _server;
    private readonly Func<RelayedRequest, RelayMoment, ValueTask<RelayVerdict>> _rule;
    private readonly Task _accepting;

    /// <param name="service">What requests are told to be for.</param>
    /// <param name="server">Where the server listens.</param>
    /// <param name="rule">
    /// What is done to a request, and then to its answer; several connections may ask at once. An answer that it takes its time for holds
    /// the request up.
    /// </param>
    public HttpRelay(string service, Uri server, Func<RelayedRequest, RelayMoment, ValueTask<RelayVerdict>> rule)
    {
        (_service, _server, _rule) = (service, new DnsEndPoint(server.Host, server.Port), rule);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where the relay listens.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_connections.Keys);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptSocketAsync(_stopping.Token);
            }
            catch (Exception fault) when (fault is OperationCanceledException or SocketException)
            {
                return;
            }

            var serving = Task.Run(() => ServeAsync(client), CancellationToken.None);
            _connections[serving] = true;
            _ = serving.ContinueWith(ended => _connections.TryRemove(ended, out _), TaskScheduler.Default);
        }
    }

    private async Task ServeAsync(Socket client)
    {
        client.NoDelay = true;
        await using var stream = new NetworkStream(client, ownsSocket: true);
        var requests = new MessageReader(stream);
        try
        {
            while (await requests.ReadHeadAsync(_stopping.Token) is { } head && await ServeAsync(head, requests, stream))
            {
            }
        }
        catch (Exception fault) when (fault is IOException or SocketException or OperationCanceledException)
        {
            // Either side went away, or the relay stops: the connection ends, which is all there is to do.
        }
    }

    /// <summary>Serves one request; false when the connection must end.</summary>
    private async Task<bool> ServeAsync(MessageHead head, MessageReader requests, NetworkStream client)
    {
        var request = new RelayedRequest(_service, head.Start[0], head.Start[1]);
        var verdict = await _rule(request, RelayMoment.Request);
        if (verdict is RelayVerdict.Drop)
        {
            return false;
        }

        if (head.WaitsToContinue)
        {
            // The storage client asks so for a minute after each 503, and waits a second for the leave.
            await client.WriteAsync(Continue, _stopping.Token);
        }

        if (verdict is RelayVerdict.Unavailable)
        {
            await CopyBodyAsync(head, requests, Stream.Null);
            await client.WriteAsync(Busy, _stopping.Token);
            return true;
        }

        // A connection for each request: one that the server closed while it was idle would look like a fault of storage.
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(_server, _stopping.Token);
        await using var server = new NetworkStream(socket, ownsSocket: false);
        await server.WriteAsync(head.Bytes, _stopping.Token);
        await CopyBodyAsync(head, requests, server);
        return await AnswerAsync(request, new MessageReader(server), client);
    }

    private async Task<bool> AnswerAsync(RelayedRequest request, MessageReader answers, NetworkStream client)
    {
        var head = await answers.ReadHeadAsync(_stopping.Token) ?? throw new EndOfStreamException("The server closed without an answer.");
        while (head.Status < 200)
        {
            head = await answers.ReadHeadAsync(_stopping.Token) ?? throw new EndOfStreamException("The server closed without an answer.");
        }

        if (await _rule(request, RelayMoment.Answer) is not RelayVerdict.Pass)
        {
            return false;
        }

        await client.WriteAsync(head.Bytes, _stopping.Token);
        if (request.Method == "HEAD" || head.Status is 204 or 304)
        {
            return true;
        }

        if (head is { IsChunked: false, ContentLength: null })
        {
            await answers.CopyToEndAsync(client, _stopping.Token);
            return false;
        }

        await CopyBodyAsync(head, answers, client);
        return true;
    }

    private Task CopyBodyAsync(MessageHead head, MessageReader from, Stream to) =>
        head.IsChunked ? from.CopyChunkedAsync(to, _stopping.Token) : from.CopyAsync(head.ContentLength ?? 0, to, _stopping.Token);
}
