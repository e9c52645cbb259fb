using System.Globalization;
using System.Text;

namespace Azure.Data.Tables.Transactions;

/// <summary>The answer to a transaction: a multipart message whose parts are whole HTTP responses, in the order of the actions.</summary>
internal static class BatchResponse
{
    private const string BoundaryParameter = "boundary=";
    private const string StatusLineStart = "HTTP/1.1 ";

    /// <summary>The responses; a body that is no such message is a <see cref="FormatException"/>.</summary>
    public static IReadOnlyList<Response> Parse(string body)
    {
        // The first boundary that the body itself names is the one between the responses.
        var start = body.IndexOf(BoundaryParameter, StringComparison.OrdinalIgnoreCase);
        if (start < 0)
        {
            throw new FormatException("The answer to the transaction names no boundary.");
        }

        var boundary = new StringReader(body[(start + BoundaryParameter.Length)..]).ReadLine()!.Trim().Trim('"');
        return
        [
            .. body.Split("--" + boundary)
                .Select(part => (Part: part, At: part.IndexOf(StatusLineStart, StringComparison.Ordinal)))
                .Where(found => found.At >= 0)
                .Select(found => ParseResponse(found.Part[found.At..]))
        ];
    }

    private static BatchPartResponse ParseResponse(string text)
    {
        using var reader = new StringReader(text);
        var status = reader.ReadLine()![StatusLineStart.Length..].Split(' ', 2);
        var headers = new List<(string Name, string Value)>();
        while (reader.ReadLine() is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                headers.Add((line[..colon], line[(colon + 1)..].Trim()));
            }
        }

        return new BatchPartResponse(
            int.Parse(status[0], CultureInfo.InvariantCulture),
            status.Length > 1 ? status[1] : string.Empty,
            headers,
            Encoding.UTF8.GetBytes(reader.ReadToEnd().Trim()));
    }
}
