using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SmartTransfer.Bench.Wire;

/// <summary>Stands between the host and one service of storage, hands every byte on, and counts the requests by their operation.</summary>
internal sealed class CountingProxy : IDisposable
{
    private const int MaxHeadBytes = 64 * 1024;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<string, int> _counts = new();
    private readonly int _port;
    private readonly Func<RequestHead, string> _name;

    /// <param name="port">The service's port.</param>
    /// <param name="name">Names a request's operation.</param>
    public CountingProxy(int port, Func<RequestHead, string> name)
    {
        (_port, _name) = (port, name);
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The requests since the last call.</summary>
    public Dictionary<string, int> Take()
    {
        var taken = new Dictionary<string, int>();
        foreach (var operation in _counts.Keys)
        {
            if (_counts.TryRemove(operation, out var count))
            {
                taken[operation] = count;
            }
        }

        return taken;
    }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = RelayAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
            // The proxy was disposed.
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _port);
                (client.NoDelay, server.NoDelay) = (true, true);
                var answers = server.GetStream().CopyToAsync(client.GetStream());
                await RelayRequestsAsync(PipeReader.Create(client.GetStream()), server.GetStream());
                server.Client.Shutdown(SocketShutdown.Send);
                await answers;
            }
            catch (Exception broken) when (broken is IOException or SocketException)
            {
                // One side is gone; disposing tells the other.
            }
            catch (InvalidDataException unexpected)
            {
                await Console.Error.WriteLineAsync(unexpected.Message);
            }
        }
    }

    private async Task RelayRequestsAsync(PipeReader client, Stream server)
    {
        while (await ReadHeadAsync(client, server) is { } head)
        {
            _ = _counts.AddOrUpdate(_name(head), 1, (_, count) => count + 1);
            for (var rest = head.ContentLength; rest > 0;)
            {
                var read = await client.ReadAsync();
                if (read.Buffer.IsEmpty && read.IsCompleted)
                {
                    return;
                }

                var part = read.Buffer.Slice(0, Math.Min(rest, read.Buffer.Length));
                rest -= part.Length;
                await WriteAsync(part, client, server);
            }
        }
    }

    /// <summary>Reads one request's head and hands it on; null at the end of the connection.</summary>
    private static async Task<RequestHead?> ReadHeadAsync(PipeReader client, Stream server)
    {
        while (true)
        {
            var read = await client.ReadAsync();
            if (RequestHead.FindEnd(read.Buffer) is { } end)
            {
                var bytes = read.Buffer.Slice(0, end);
                var head = RequestHead.Parse(Encoding.Latin1.GetString(bytes));
                await WriteAsync(bytes, client, server);
                return head;
            }

            if (read.IsCompleted)
            {
                return null;
            }

            if (read.Buffer.Length > MaxHeadBytes)
            {
                throw new InvalidDataException("The head of a request to storage has no end.");
            }

            client.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static async Task WriteAsync(ReadOnlySequence<byte> bytes, PipeReader client, Stream server)
    {
        foreach (var segment in bytes)
        {
            await server.WriteAsync(segment);
        }

        client.AdvanceTo(bytes.End);
    }
}
