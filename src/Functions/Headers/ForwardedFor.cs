using System.Net;
using Microsoft.Extensions.Primitives;

namespace SmartTransfer.Functions.Headers;

/// <summary>
/// X-Forwarded-For: the addresses that a request came through, each added at the end by the proxy that it came to. The
/// last is the one that our own proxy saw; those before it anybody can write.
/// </summary>
internal static class ForwardedFor
{
    public const string Name = "X-Forwarded-For";

    /// <summary>The last entry's address, without the port that some proxies add; null if there is none, or if it cannot be read.</summary>
    public static IPAddress? Last(StringValues lines)
    {
        var line = (lines.Count > 0 ? lines[^1] : null).AsSpan();
        var entry = line[(line.LastIndexOf(',') + 1)..].Trim();

        // Reads 192.0.2.1, 192.0.2.1:443, 2001:db8::1, [2001:db8::1] and [2001:db8::1]:443.
        return IPEndPoint.TryParse(entry, out var end) ? end.Address : null;
    }
}
