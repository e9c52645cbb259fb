using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using SmartTransfer.Core.Failures;

namespace SmartTransfer.Functions.Http;

/// <summary>Reads a request's JSON object, bounded.</summary>
internal static class JsonBody
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <param name="request">The request.</param>
    /// <param name="maxBytes">The longest body.</param>
    /// <param name="optional">Whether an empty body stands for an empty object.</param>
    /// <returns>The object; whoever called disposes of the document.</returns>
    public static async Task<Outcome<JsonDocument>> ReadAsync(HttpRequest request, int maxBytes, bool optional)
    {
        using var bytes = new MemoryStream();
        if (!await CopyAsync(request.Body, bytes, maxBytes, request.HttpContext.RequestAborted))
        {
            return FailureCatalogue.RequestTooLarge();
        }

        if (bytes.Length == 0 && optional)
        {
            return JsonDocument.Parse("{}");
        }

        if (!IsJson(request.ContentType))
        {
            return FailureCatalogue.MediaTypeUnsupported(request.ContentType ?? string.Empty, "application/json");
        }

        var json = bytes.ToArray();
        if (!Utf8.IsValid(json))
        {
            // The parser would let it pass, and fail when a name is asked for.
            return FailureCatalogue.BodyMalformed("The request body is not UTF-8.");
        }

        try
        {
            var document = JsonDocument.Parse(json, Strict);
            if (document.RootElement.ValueKind is JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
            return FailureCatalogue.BodyMalformed("The request body is JSON, but not an object.");
        }
        catch (InvalidOperationException)
        {
            return FailureCatalogue.BodyMalformed("The request body contains a name that is not valid Unicode.");
        }
        catch (JsonException malformed)
        {
            var place = malformed.LineNumber is null
                ? ": it gives a name twice"
                : $" (line {malformed.LineNumber + 1}, byte {malformed.BytePositionInLine + 1})";
            return FailureCatalogue.BodyMalformed($"The request body is not valid JSON{place}.");
        }
    }

    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        && (type.Charset.Length == 0 || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    private static async Task<bool> CopyAsync(Stream body, MemoryStream bytes, int maxBytes, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        for (int read; (read = await body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (bytes.Length + read > maxBytes)
            {
                return false;
            }

            bytes.Write(buffer, 0, read);
        }

        return true;
    }
}
