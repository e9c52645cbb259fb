using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SmartTransfer.Storm.Clients;

/// <summary>An answer, read to its end.</summary>
internal sealed record Reply(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    // Problems that tell that the upload has ended, so that its client has to begin another one.
    private static readonly string[] Ends = ["upload-expired", "upload-cancelled", "upload-rejected", "upload-not-found"];

    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>The problem's code; none for success and HEAD.</summary>
    public string Code => !IsSuccess && Headers.GetValueOrDefault("Content-Type", string.Empty).StartsWith(
        "application/problem+json", StringComparison.Ordinal) && Body.Length > 0
            ? Json.GetProperty("code").GetString()!
            : string.Empty;

    /// <summary>Whether the same request may be sent again.</summary>
    public bool MayRetry =>
        Status is 502 or 503 or 504 || Code is "body-too-short" or "connection-broken" or "upload-busy" or "upload-committing";

    /// <summary>Whether the upload has ended, and nothing can be done for it any more.</summary>
    public bool IsEnd => Status is 404 or 410 || Ends.Contains(Code);

    public JsonElement Json
    {
        get
        {
            using var document = JsonDocument.Parse(Body);
            return document.RootElement.Clone();
        }
    }

    public long? Number(string header) =>
        Headers.TryGetValue(header, out var value) ? long.Parse(value, CultureInfo.InvariantCulture) : null;

    public override string ToString() =>
        $"{Status} {Code}{(Number("Upload-Offset") is { } offset ? $" offset {offset}" : string.Empty)}";

    /// <summary>The answer in full, for a message.</summary>
    public string InFull() => $"{this} {Encoding.UTF8.GetString(Body)}";

    public static async Task<Reply> OfAsync(HttpResponseMessage response, CancellationToken cancellationToken) => new(
        (int)response.StatusCode,
        response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
        await response.Content.ReadAsByteArrayAsync(cancellationToken));
}
