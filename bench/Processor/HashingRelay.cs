using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using SmartTransfer.Bench.Rig;
using SmartTransfer.Core.Integrity;

namespace SmartTransfer.Bench.Processor;

/// <summary>
/// The floor: what a server of uploads cannot do without. It passes bytes from socket to socket and digests them on the way, without
/// HTTP and without keeping anything. Runs as a process of its own, so that the system counts its time.
/// </summary>
internal static class HashingRelay
{
    private const int BufferBytes = 256 * Sizes.KiB;

    /// <param name="arguments">The port to listen on, the port to pass on to, and whether to digest: true or false.</param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var (port, target) = (Port(arguments[0]), Port(arguments[1]));
        var digests = bool.Parse(arguments[2]);
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen();
        while (true)
        {
            var client = await listener.AcceptAsync();
            _ = Task.Run(() => PassAsync(client, target, digests));
        }
    }

    private static async Task PassAsync(Socket client, int target, bool digests)
    {
        using var from = client;
        using var to = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await to.ConnectAsync(IPAddress.Loopback, target);
        using var hasher = new ChunkHasher();
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        int read;
        while ((read = await from.ReceiveAsync(buffer.AsMemory(0, BufferBytes))) > 0)
        {
            if (digests)
            {
                hasher.Append(buffer.AsSpan(0, read));
            }

            for (var sent = 0; sent < read;)
            {
                sent += await to.SendAsync(buffer.AsMemory(sent, read - sent));
            }
        }

        to.Shutdown(SocketShutdown.Send);
    }

    private static int Port(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
