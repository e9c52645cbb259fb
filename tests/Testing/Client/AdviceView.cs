using System.Globalization;

namespace SmartTransfer.Testing.Client;

/// <summary>The advice of an answer's header, as a client reads it that knows the protocol page and nothing else.</summary>
public sealed record AdviceView(
    long ChunkBytes, long MinChunkBytes, long MaxChunkBytes, int Parallel, int RetryMs, int MaxRetries, string Stability)
{
    /// <summary>Reads the header; null when there is none.</summary>
    public static AdviceView? Of(ApiAnswer answer)
    {
        if (!answer.Headers.TryGetValue("Transfer-Advice", out var header))
        {
            return null;
        }

        var members = header.Split(
            ',', StringSplitOptions.TrimEntries).Select(member => member.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        return new AdviceView(
            Number("chunk-bytes"),
            Number("min-chunk-bytes"),
            Number("max-chunk-bytes"),
            (int)Number("parallel"),
            (int)Number("retry-ms"),
            (int)Number("max-retries"),
            members["stability"]);

        long Number(string name) => long.Parse(members[name], CultureInfo.InvariantCulture);
    }
}
