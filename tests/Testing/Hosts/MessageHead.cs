using System.Globalization;
using System.Text;

namespace SmartTransfer.Testing.Hosts;

/// <summary>The head of an HTTP/1.1 message: its start line, and how its body ends (RFC 9112, section 6.3).</summary>
internal sealed class MessageHead
{
    private readonly string[] _lines;

    public MessageHead(byte[] bytes)
    {
        Bytes = bytes;
        _lines = Encoding.Latin1.GetString(bytes).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>The head as it came, with the empty line that ends it.</summary>
    public byte[] Bytes { get; }

    /// <summary>The parts of the start line: method, target, version; or version, status, reason.</summary>
    public string[] Start => _lines[0].Split(' ', 3);

    public int Status => int.Parse(Start[1], CultureInfo.InvariantCulture);

    public bool IsChunked => Field("Transfer-Encoding")?.EndsWith("chunked", StringComparison.OrdinalIgnoreCase) == true;

    public long? ContentLength => Field("Content-Length") is { } length ? long.Parse(length, CultureInfo.InvariantCulture) : null;

    /// <summary>Whether the client waits for leave to send the body (RFC 9110, section 10.1.1).</summary>
    public bool WaitsToContinue => Field("Expect")?.Equals("100-continue", StringComparison.OrdinalIgnoreCase) == true;

    private string? Field(string name) => _lines.Skip(1)
        .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
        .Select(line => line[(name.Length + 1)..].Trim())
        .FirstOrDefault();
}
