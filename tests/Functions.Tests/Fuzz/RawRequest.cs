using System.Globalization;
using System.Text;
using SmartTransfer.Core.Identity;

namespace SmartTransfer.Functions.Tests.Fuzz;

/// <summary>A request, byte by byte: it begins as a good one, and mutations make it another.</summary>
/// <param name="operation">The function that the good one is for.</param>
/// <param name="method">Its method.</param>
/// <param name="target">Its target.</param>
internal sealed class RawRequest(string operation, string method, string target)
{
    public string Operation => operation;

    public string Method { get; set; } = method;

    public string Target { get; set; } = target;

    public string Version { get; set; } = "HTTP/1.1";

    /// <summary>The header lines, each character one byte.</summary>
    public List<(string Name, string Value)> Headers { get; } = [("Host", "127.0.0.1")];

    public byte[] Body { get; set; } = [];

    public Framing Framing { get; set; }

    /// <summary>What stands on the wire after the head, where that is not what the framing makes of the body.</summary>
    public byte[]? Wire { get; set; }

    /// <summary>What ends each line of the head.</summary>
    public string LineEnd { get; set; } = "\r\n";

    /// <summary>Whether the server can see where the request ends. Where not, the connection's end is its end.</summary>
    public bool IsWhole { get; set; } = true;

    /// <summary>Whether a body that is taken in is the bytes of the file that belong where it says.</summary>
    public bool IsTrue { get; set; } = true;

    /// <summary>The port that it was sent from, by which the server's side of it is found.</summary>
    public int Port { get; set; }

    /// <summary>What was done to it.</summary>
    public List<string> Mutations { get; } = [];

    /// <summary>The upload that the good one names.</summary>
    public UploadId? Upload { get; init; }

    /// <summary>Sets a header, in the place of any of its name.</summary>
    public void Set(string name, string value)
    {
        Headers.RemoveAll(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        Headers.Add((name, value));
    }

    /// <summary>Everything that is sent.</summary>
    public byte[] ToBytes()
    {
        var head = new StringBuilder($"{Method} {Target} {Version}{LineEnd}");
        foreach (var (name, value) in Headers)
        {
            head.Append(name).Append(": ").Append(value).Append(LineEnd);
        }

        head.Append(Framing switch
        {
            Framing.Sized => string.Create(CultureInfo.InvariantCulture, $"Content-Length: {Body.Length}{LineEnd}"),
            Framing.Chunked => $"Transfer-Encoding: chunked{LineEnd}",
            _ => string.Empty,
        });
        head.Append(LineEnd);
        return [.. Encoding.Latin1.GetBytes(head.ToString()), .. Wire ?? (Framing is Framing.Chunked ? Chunks(Body) : Body)];
    }

    /// <summary>A body in chunks.</summary>
    public static byte[] Chunks(byte[] body, int chunkBytes = 1000, string extension = "", string trailers = "")
    {
        var wire = new List<byte>();
        foreach (var chunk in body.Chunk(chunkBytes))
        {
            wire.AddRange([.. Encoding.Latin1.GetBytes($"{chunk.Length:x}{extension}\r\n"), .. chunk, .. "\r\n"u8]);
        }

        return [.. wire, .. "0\r\n"u8, .. Encoding.Latin1.GetBytes(trailers), .. "\r\n"u8];
    }

    /// <summary>As a report shows it: what is not printable is escaped, and what is long is cut.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"{operation} [{string.Join(", ", Mutations)}] ");
        var bytes = ToBytes();
        foreach (var one in bytes.AsSpan(0, Math.Min(bytes.Length, 500)))
        {
            text.Append(one switch
            {
                (byte)'\r' => "\\r",
                (byte)'\n' => "\\n",
                >= 0x20 and < 0x7f => ((char)one).ToString(),
                _ => $"\\x{one:x2}",
            });
        }

        return text.Append(bytes.Length > 500 ? $"... ({bytes.Length} bytes)" : string.Empty).ToString();
    }
}
