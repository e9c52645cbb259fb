using System.Globalization;

namespace SmartTransfer.Client.Http;

/// <summary>Reads <c>Transfer-Advice</c>, a dictionary of structured fields (RFC 8941) whose members are numbers and tokens.</summary>
internal static class AdviceHeader
{
    public const string Name = "Transfer-Advice";

    /// <summary>The advice; null where the field cannot be read or its numbers contradict one another (rule 2.1).</summary>
    public static TransferAdvice? Read(string? field)
    {
        if (string.IsNullOrWhiteSpace(field))
        {
            return null;
        }

        var members = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in field.Split(',', StringSplitOptions.TrimEntries))
        {
            var value = member.Split(';', 2)[0].Split('=', 2);
            members[value[0].Trim()] = value.Length == 2 ? value[1].Trim() : "?1";
        }

        return Number("chunk-bytes") is { } chunk
            && Number("min-chunk-bytes") is { } min
            && Number("max-chunk-bytes") is { } max
            && Number("parallel") is { } parallel
            ? Checked(new TransferAdvice
            {
                ChunkBytes = chunk,
                MinChunkBytes = min,
                MaxChunkBytes = max,
                Parallelism = (int)Math.Min(parallel, int.MaxValue),
                Tier = members.GetValueOrDefault("tier", "unknown"),
                Stability = members.GetValueOrDefault("stability", "unknown"),
                RetryDelay = TimeSpan.FromMilliseconds(Math.Min(Number("retry-ms") ?? 1000, int.MaxValue)),
                MaxRetries = (int)Math.Min(Number("max-retries") ?? 5, int.MaxValue),
                GoodputBytesPerSecond = Number("goodput"),
                SuccessRate = members.TryGetValue("success", out var success)
                    && double.TryParse(success, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate)
                    ? rate
                    : null,
            })
            : null;

        long? Number(string name) =>
            members.TryGetValue(name, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : null;
    }

    /// <summary>The advice, if it can be followed.</summary>
    public static TransferAdvice? Checked(TransferAdvice advice) =>
        advice is { ChunkBytes: > 0, MinChunkBytes: > 0, Parallelism: > 0 } && advice.MaxChunkBytes >= advice.MinChunkBytes ? advice : null;
}
