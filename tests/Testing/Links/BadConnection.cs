using System.Net.Sockets;

namespace SmartTransfer.Testing.Links;

/// <summary>One connection over a <see cref="BadLink"/>.</summary>
internal sealed class BadConnection(BadLink link, LinkFaults faults, Socket client)
{
    private const int BufferBytes = 16 * 1024;

    private readonly LinkDelay _up = new(faults.Delay);
    private readonly LinkDelay _down = new(faults.Delay);
    private double _untilReset = link.Draw(faults.MeanBytesPerReset);
    private double _untilStall = link.Draw(faults.MeanBytesPerStall);
    private double _untilFlip = link.Draw(faults.MeanBytesPerFlip);

    /// <summary>Carries bytes both ways until either end, or the link, is done with it.</summary>
    public async Task RunAsync(Uri host, CancellationToken closing)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        using (client)
        {
            try
            {
                await server.ConnectAsync(host.Host, host.Port, closing);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(closing);
                Task[] pumps = [UpAsync(server, either.Token), DownAsync(server, either.Token)];
                _ = await Task.WhenAny(pumps);
                await either.CancelAsync();
                await Task.WhenAll(pumps);
            }
            catch (Exception gone) when (gone is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // Whoever was left sees a connection that broke.
            }
        }
    }

    private static void Reset(Socket socket) => socket.Close(0);

    private async Task UpAsync(Socket server, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        for (int read; (read = await client.ReceiveAsync(buffer, cancellationToken)) > 0;)
        {
            await link.PassAsync(read);
            await _up.WaitAsync(cancellationToken);
            if ((_untilReset -= read) < 0)
            {
                link.CountReset();
                Reset(client);
                Reset(server);
                return;
            }

            if ((_untilStall -= read) < 0)
            {
                link.CountStall();
                await StallAsync(cancellationToken);
                return;
            }

            Flip(buffer.AsSpan(0, read));
            await SendAsync(server, buffer.AsMemory(0, read), cancellationToken);
        }

        server.Shutdown(SocketShutdown.Send);
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    private async Task DownAsync(Socket server, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        for (int read; (read = await server.ReceiveAsync(buffer, cancellationToken)) > 0;)
        {
            await _down.WaitAsync(cancellationToken);
            await SendAsync(client, buffer.AsMemory(0, read), cancellationToken);
        }
    }

    /// <summary>Nothing passes any more until the client gives up: its sends fill the buffers, and no end is told.</summary>
    private async Task StallAsync(CancellationToken cancellationToken)
    {
        var drop = new byte[1];
        while (client.Connected && !(client.Poll(0, SelectMode.SelectRead) && client.Available == 0))
        {
            await Task.Delay(20, cancellationToken);
            if (client.Available > 0)
            {
                _ = await client.ReceiveAsync(drop, SocketFlags.Peek, cancellationToken);
            }
        }
    }

    /// <summary>
    /// Changes a bit of a body. Heads stay as they are: what guards them is TLS, and a digest of the body cannot. They come
    /// at the beginning of what is sent, so the second half of a full buffer that names no HTTP version is body.
    /// </summary>
    private void Flip(Span<byte> bytes)
    {
        if ((_untilFlip -= bytes.Length) < 0 && bytes.Length == BufferBytes && bytes.IndexOf(" HTTP/1."u8) < 0)
        {
            bytes[link.Position(BufferBytes / 2, BufferBytes)] ^= 0x10;
            link.CountFlip();
            _untilFlip = link.Draw(faults.MeanBytesPerFlip);
        }
    }

    private static async Task SendAsync(Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes, cancellationToken)..];
        }
    }
}
