using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using SmartTransfer.Core.Failures;

namespace SmartTransfer.Functions.Http;

/// <summary>Reads a request's JSON object, bounded.</summary>
internal static class JsonBody
{
    private const int TooLarge = StatusCodes.Status413PayloadTooLarge;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <summary>Reads it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="maxBytes">The longest body.</param>
    /// <param name="optional">Whether an empty body stands for an empty object.</param>
    /// <returns>The object; whoever called disposes of the document.</returns>
    public static async Task<Outcome<JsonDocument>> ReadAsync(HttpRequest request, int maxBytes, bool optional)
    {
        if (TransferCoding.Check(request) is { } coded)
        {
            return coded;
        }

        using var bytes = new MemoryStream();
        if (await CopyAsync(request, bytes, maxBytes) is { } unreadable)
        {
            return unreadable;
        }

        var json = WithoutMark(bytes.GetBuffer().AsMemory(0, (int)bytes.Length));
        if (json.IsEmpty && optional)
        {
            return JsonDocument.Parse("{}");
        }

        if (!IsJson(request.ContentType))
        {
            return FailureCatalogue.MediaTypeUnsupported(request.ContentType ?? string.Empty, "application/json");
        }

        if (!Utf8.IsValid(json.Span))
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
        && (type.Charset.Length == 0
            || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    /// <summary>Leaves out the byte order mark that some clients begin with. A parser may ignore it (RFC 8259, section 8.1).</summary>
    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> json) =>
        json.Span.StartsWith(Encoding.UTF8.Preamble) ? json[Encoding.UTF8.Preamble.Length..] : json;

    private static async Task<Failure?> CopyAsync(HttpRequest request, MemoryStream bytes, int maxBytes)
    {
        var gone = request.HttpContext.RequestAborted;
        var buffer = new byte[16 * 1024];
        try
        {
            for (int read; (read = await request.Body.ReadAsync(buffer, gone)) > 0;)
            {
                if (bytes.Length + read > maxBytes)
                {
                    return FailureCatalogue.RequestTooLarge();
                }

                bytes.Write(buffer, 0, read);
            }

            return null;
        }
        catch (IOException fault) when (!gone.IsCancellationRequested && fault is not BadHttpRequestException { StatusCode: TooLarge })
        {
            // The server has several exceptions for chunks that are no chunks, and this is what they have in common.
            return FailureCatalogue.BodyMalformed(
                "The request body ended early or is not valid HTTP: the connection broke, or its framing did.");
        }
    }
}
