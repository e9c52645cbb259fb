using System.Net.Sockets;
using System.Text;

namespace SmartTransfer.LocalHost.Tests.Hosting;

/// <summary>A connection that sends exactly what a test writes, for what no well-behaved client would do.</summary>
public sealed class RawConnection : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TcpClient _tcp;

    private RawConnection(TcpClient tcp) => _tcp = tcp;

    public static async Task<RawConnection> OpenAsync(Uri address)
    {
        var tcp = new TcpClient { NoDelay = true };
        await tcp.ConnectAsync(address.Host, address.Port);
        return new RawConnection(tcp);
    }

    public async Task SendAsync(params string[] lines) =>
        await _tcp.GetStream().WriteAsync(Encoding.ASCII.GetBytes(string.Join("\r\n", lines)));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await _tcp.GetStream().WriteAsync(bytes);

    /// <summary>The status line and headers of the answer.</summary>
    public async Task<string> HeadAsync()
    {
        var head = new StringBuilder();
        var one = new byte[1];
        using var patience = new CancellationTokenSource(Patience);
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal)
            && await _tcp.GetStream().ReadAsync(one, patience.Token) == 1)
        {
            _ = head.Append((char)one[0]);
        }

        return head.ToString();
    }

    /// <summary>Whatever comes until the server closes the connection.</summary>
    /// <exception cref="IOException">The server broke it.</exception>
    public async Task<string> RestAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        using var rest = new MemoryStream();
        await _tcp.GetStream().CopyToAsync(rest, patience.Token);
        return Encoding.ASCII.GetString(rest.ToArray());
    }

    public void Cut() => _tcp.Close();

    public void Dispose() => _tcp.Dispose();
}
