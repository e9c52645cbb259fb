using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SmartTransfer.Functions.Tests.Fuzz;

/// <summary>An answer as it stood on the wire.</summary>
internal sealed record RawAnswer(int Status, IReadOnlyList<(string Name, string Value)> Headers, byte[] Body)
{
    private static readonly TimeSpan UntilTheEnd = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>A header's value; null for none.</summary>
    public string? Header(string name) =>
        Headers.FirstOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>Sends a request on a connection of its own.</summary>
    /// <returns>What came back; null where the server closed the connection without a word.</returns>
    /// <exception cref="FormatException">What came back is not an answer.</exception>
    /// <exception cref="TimeoutException">Nothing came back, and the connection was not closed either.</exception>
    public static async Task<RawAnswer?> ToAsync(RawRequest request, Uri address)
    {
        using var tcp = new TcpClient { NoDelay = true };
        await tcp.ConnectAsync(address.Host, address.Port);
        request.Port = ((IPEndPoint)tcp.Client.LocalEndPoint!).Port;
        var stream = tcp.GetStream();
        var received = new List<byte>();
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await stream.WriteAsync(request.ToBytes(), patience.Token);
            var buffer = new byte[16 * 1024];
            for (var isOpen = !request.IsWhole; ;)
            {
                var reading = stream.ReadAsync(buffer, patience.Token).AsTask();
                if (isOpen && await Task.WhenAny(reading, Task.Delay(UntilTheEnd, patience.Token)) != reading)
                {
                    // Whoever waits for more is told that none comes. Not at once: a server leaves those who leave, without an answer.
                    isOpen = false;
                    tcp.Client.Shutdown(SocketShutdown.Send);
                }

                var read = await reading;
                if (read == 0)
                {
                    break;
                }

                received.AddRange(buffer.AsSpan(0, read));
                if (Parse([.. received], request.Method, isOver: false) is { } answer)
                {
                    return answer;
                }
            }
        }
        catch (Exception broken) when (broken is IOException or SocketException)
        {
            // What was heard until then counts.
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException(
                $"no answer within {Patience.TotalSeconds:0} s; heard so far: {Encoding.Latin1.GetString([.. received])}");
        }

        // A server may leave a client in mid-answer that has left it in mid-request.
        return Parse([.. received], request.Method, isOver: true) is { } last ? last
            : received.Count == 0 || !request.IsWhole ? null
            : throw new FormatException($"the answer is cut: {Encoding.Latin1.GetString([.. received])}");
    }

    private static RawAnswer? Parse(byte[] bytes, string method, bool isOver)
    {
        var end = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return null;
        }

        string[] lines = Encoding.Latin1.GetString(bytes, 0, end).Split("\r\n");
        var rest = bytes[(end + 4)..];
        if (lines[0].Split(' ') is not ["HTTP/1.1", { Length: 3 } code, ..]
            || !int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var status))
        {
            throw new FormatException($"the answer begins with '{lines[0]}'");
        }

        if (status < 200)
        {
            return Parse(rest, method, isOver);
        }

        List<(string Name, string Value)> headers = [.. lines[1..].Select(Line)];
        var answer = new RawAnswer(status, headers, []);
        if (method == "HEAD" || status is 204 or 304)
        {
            return answer;
        }

        if (answer.Header("Transfer-Encoding") is "chunked")
        {
            return Unchunk(rest) is { } body ? answer with { Body = body } : null;
        }

        var length = int.Parse(answer.Header("Content-Length") ?? "-1", CultureInfo.InvariantCulture);
        return (length >= 0 && rest.Length >= length) || (length < 0 && isOver)
            ? answer with { Body = rest[..(length < 0 ? rest.Length : length)] }
            : null;
    }

    private static (string Name, string Value) Line(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && !line.AsSpan().ContainsAnyExceptInRange(' ', '~')
            ? (line[..colon], line[(colon + 1)..].Trim(' '))
            : throw new FormatException($"the answer has the header line '{line}'");
    }

    private static byte[]? Unchunk(byte[] wire)
    {
        var body = new List<byte>();
        for (var at = 0; ;)
        {
            var end = wire.AsSpan(at).IndexOf("\r\n"u8);
            if (end < 0)
            {
                return null;
            }

            var length = int.Parse(Encoding.Latin1.GetString(wire, at, end), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            at += end + 2;
            if (wire.Length < at + length + 2)
            {
                return null;
            }

            body.AddRange(wire.AsSpan(at, length));
            at += length + 2;
            if (length == 0)
            {
                return [.. body];
            }
        }
    }
}
