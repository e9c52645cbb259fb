using System.Net;
using System.Net.Sockets;
using SmartTransfer.Bench.Rig;
using SmartTransfer.Testing.Hosts;

namespace SmartTransfer.Bench.Processor;

/// <summary><see cref="HashingRelay"/> in a process of its own, with a socket here that takes what it passes on and forgets it.</summary>
internal sealed class FloorProcess : IDisposable
{
    private const int BufferBytes = 256 * Sizes.KiB;

    private readonly Socket _sink = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly ChildProcess _process;
    private readonly int _port;

    private FloorProcess(bool digests)
    {
        _sink.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _sink.Listen();
        _port = FreePorts.Take(1)[0];
        var target = ((IPEndPoint)_sink.LocalEndPoint!).Port;
        _process = new ChildProcess(
            "dotnet",
            [typeof(FloorProcess).Assembly.Location, "floor", $"{_port}", $"{target}", $"{digests}"],
            Directory.CreateTempSubdirectory("smart-transfer-bench-"));
    }

    public TimeSpan ProcessorTime => _process.ProcessorTime;

    public static async Task<FloorProcess> StartAsync(bool digests)
    {
        var floor = new FloorProcess(digests);
        await floor._process.ReadyAsync(async () =>
        {
            try
            {
                await floor.SendAsync([new byte[1]]);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        });
        return floor;
    }

    /// <summary>Sends the chunks over so many connections, without anything between them.</summary>
    public Task SendFileAsync(Chunk[] chunks, int count, int connections) =>
        Task.WhenAll(Enumerable.Range(0, connections).Select(async first =>
        {
            var parts = Enumerable.Range(0, count).Where(index => index % connections == first);
            await SendAsync(parts.Select(index => chunks[index % chunks.Length].Bytes));
        }));

    public void Dispose()
    {
        _process.Dispose();
        _sink.Dispose();
    }

    private async Task SendAsync(IEnumerable<byte[]> pieces)
    {
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, _port);
        var taken = TakeAsync();
        foreach (var piece in pieces)
        {
            for (var sent = 0; sent < piece.Length;)
            {
                sent += await client.SendAsync(piece.AsMemory(sent));
            }
        }

        client.Shutdown(SocketShutdown.Send);
        await taken;
    }

    private async Task TakeAsync()
    {
        using var from = await _sink.AcceptAsync();
        var buffer = new byte[BufferBytes];
        while (await from.ReceiveAsync(buffer) > 0)
        {
        }
    }
}
