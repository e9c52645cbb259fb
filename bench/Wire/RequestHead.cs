using System.Buffers;
using System.Globalization;

namespace SmartTransfer.Bench.Wire;

/// <summary>What the counting needs of a request's head (RFC 9112, sections 3 and 6).</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path of the request's target.</param>
/// <param name="Query">The query of the target, with its question mark; empty for none.</param>
/// <param name="ContentLength">The bytes of the body that follows.</param>
/// <param name="HasIfMatch">Whether the request is for one version alone.</param>
internal sealed record RequestHead(string Method, string Path, string Query, long ContentLength, bool HasIfMatch)
{
    private static ReadOnlySpan<byte> End => "\r\n\r\n"u8;

    /// <summary>Where the head ends; null when it is not all there.</summary>
    public static SequencePosition? FindEnd(ReadOnlySequence<byte> bytes)
    {
        var reader = new SequenceReader<byte>(bytes);
        return reader.TryReadTo(out ReadOnlySequence<byte> _, End) ? reader.Position : null;
    }

    /// <exception cref="InvalidDataException">The body's end is not told by a Content-Length: counting would lose its place.</exception>
    public static RequestHead Parse(string text)
    {
        var lines = text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var line = lines[0].Split(' ');
        var target = line[1].Split('?', 2);
        var fields = lines.Skip(1)
            .Select(field => field.Split(':', 2))
            .ToLookup(field => field[0], field => field[1].Trim(), StringComparer.OrdinalIgnoreCase);
        if (fields.Contains("Transfer-Encoding"))
        {
            throw new InvalidDataException($"{lines[0]} has a body in chunked coding, which the counting proxy does not follow.");
        }

        var length = fields["Content-Length"].FirstOrDefault() is { } value ? long.Parse(value, CultureInfo.InvariantCulture) : 0;
        return new RequestHead(line[0], target[0], target.Length > 1 ? "?" + target[1] : string.Empty, length, fields.Contains("If-Match"));
    }
}
