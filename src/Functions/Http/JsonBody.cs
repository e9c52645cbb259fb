using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using SmartTransfer.Core.Failures;

namespace SmartTransfer.Functions.Http;

/// <summary>Reads a request's JSON object, bounded.</summary>
internal static class JsonBody
{
    /// <summary>Reads it as it arrives.</summary>
    /// <param name="request">The request.</param>
    /// <param name="maxBytes">The longest body.</param>
    /// <param name="optional">Whether an empty body stands for an empty object.</param>
    /// <param name="listName">A member that is a list and may be long; its elements are given one by one.</param>
    /// <param name="takeElement">Takes an element of that list, which it may not keep; what it returns ends the reading.</param>
    /// <returns>The members but that list.</returns>
    public static async Task<Outcome<JsonFields>> ReadAsync(
        HttpRequest request, int maxBytes, bool optional, string? listName = null, Func<JsonElement, Failure?>? takeElement = null)
    {
        if (TransferCoding.Check(request) is { } coded)
        {
            return coded;
        }

        var pieces = new JsonPieces(listName, takeElement);
        var failure = await FeedAsync(request, maxBytes, optional, pieces);
        return failure is null ? new JsonFields(pieces.Members) : failure;
    }

    private static async Task<Failure?> FeedAsync(HttpRequest request, int maxBytes, bool optional, JsonPieces pieces)
    {
        using var body = new BodyWindow(request, maxBytes, JsonPieces.MaxPieceBytes);
        do
        {
            if (await body.FillAsync() is { } unreadable)
            {
                return unreadable;
            }
        }
        while (!body.IsOver && body.Held.Length <= Encoding.UTF8.Preamble.Length);

        body.Drop(MarkLength(body.Held.Span));
        if (body.Held.IsEmpty && optional)
        {
            return null;
        }

        if (!IsJson(request.ContentType))
        {
            return FailureCatalogue.MediaTypeUnsupported(request.ContentType ?? string.Empty, "application/json");
        }

        while (true)
        {
            var failure = pieces.Take(body.Held, body.IsOver, out var taken);
            if (failure is not null || body.IsOver)
            {
                return failure;
            }

            body.Drop(taken);
            if (await body.FillAsync() is { } unreadable)
            {
                return unreadable;
            }
        }
    }

    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        && (type.Charset.Length == 0
            || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    /// <summary>Length of the byte order mark that some clients begin with. A parser may ignore it (RFC 8259, section 8.1).</summary>
    private static int MarkLength(ReadOnlySpan<byte> json) =>
        json.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
}
