using System.Net.Sockets;
using System.Text;

namespace SmartTransfer.Functions.Tests.Hosting;

/// <summary>A connection that sends exactly what a test writes, for what no well-behaved client would do.</summary>
public sealed class RawConnection : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TcpClient _tcp;
    private readonly NetworkStream _stream;

    private RawConnection(TcpClient tcp) => (_tcp, _stream) = (tcp, tcp.GetStream());

    public static async Task<RawConnection> OpenAsync(Uri address)
    {
        var tcp = new TcpClient { NoDelay = true };
        await tcp.ConnectAsync(address.Host, address.Port);
        return new RawConnection(tcp);
    }

    public async Task SendAsync(params string[] lines) => await _stream.WriteAsync(Encoding.Latin1.GetBytes(string.Join("\r\n", lines)));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await _stream.WriteAsync(bytes);

    /// <summary>Says that nothing more will be sent, and goes on listening.</summary>
    public void EndSending() => _tcp.Client.Shutdown(SocketShutdown.Send);

    /// <summary>Everything until the server closes the connection; what was read so far when it breaks it.</summary>
    public async Task<string> ReadToEndAsync()
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            for (int read; (read = await _stream.ReadAsync(buffer, patience.Token)) > 0;)
            {
                text.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }
        }
        catch (IOException)
        {
            // The server broke the connection, which ends what it had to say.
        }

        return text.ToString();
    }

    /// <summary>Breaks the connection as a lost link does: with a reset instead of an end.</summary>
    public void Cut()
    {
        _tcp.Client.LingerState = new LingerOption(true, 0);
        _tcp.Close();
    }

    public void Dispose() => _tcp.Dispose();
}
