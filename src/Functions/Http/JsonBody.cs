using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using SmartTransfer.Core.Failures;

namespace SmartTransfer.Functions.Http;

/// <summary>Reads a request's JSON object, bounded.</summary>
internal static class JsonBody
{
    private const int TooLarge = StatusCodes.Status413PayloadTooLarge;
    private const int FirstBufferBytes = 16 * 1024;

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
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBufferBytes);
        try
        {
            long total = 0;
            var held = 0;
            for (var isFirst = true; ;)
            {
                if (held == buffer.Length)
                {
                    if (held >= JsonPieces.MaxPieceBytes)
                    {
                        return FailureCatalogue.RequestTooLarge();
                    }

                    buffer = Grow(buffer);
                }

                var arrived = await ReadAsync(request, buffer.AsMemory(held));
                if (!arrived.TryGet(out var read, out var unreadable))
                {
                    return unreadable;
                }

                (held, total) = (held + read, total + read);
                if (total > maxBytes)
                {
                    return FailureCatalogue.RequestTooLarge();
                }

                if (isFirst && read > 0 && held < Encoding.UTF8.Preamble.Length)
                {
                    continue;
                }

                var skipped = isFirst ? MarkLength(buffer.AsSpan(0, held)) : 0;
                if (isFirst && skipped == held && read == 0 && optional)
                {
                    return null;
                }

                if (isFirst && !IsJson(request.ContentType))
                {
                    return FailureCatalogue.MediaTypeUnsupported(request.ContentType ?? string.Empty, "application/json");
                }

                isFirst = isFirst && skipped == held && read > 0;
                var failure = pieces.Take(buffer.AsMemory(skipped, held - skipped), read == 0, out var taken);
                if (failure is not null || read == 0)
                {
                    return failure;
                }

                taken += skipped;
                buffer.AsSpan(taken, held - taken).CopyTo(buffer);
                held -= taken;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Grow(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(2 * buffer.Length);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        && (type.Charset.Length == 0
            || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    /// <summary>Length of the byte order mark that some clients begin with. A parser may ignore it (RFC 8259, section 8.1).</summary>
    private static int MarkLength(ReadOnlySpan<byte> json) =>
        json.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;

    private static async Task<Outcome<int>> ReadAsync(HttpRequest request, Memory<byte> buffer)
    {
        var gone = request.HttpContext.RequestAborted;
        try
        {
            return await request.Body.ReadAsync(buffer, gone);
        }
        catch (IOException fault) when (!gone.IsCancellationRequested && fault is not BadHttpRequestException { StatusCode: TooLarge })
        {
            // The server has several exceptions for chunks that are no chunks, and this is what they have in common.
            return FailureCatalogue.BodyMalformed(
                "The request body ended early or is not valid HTTP: the connection broke, or its framing did.");
        }
    }
}
