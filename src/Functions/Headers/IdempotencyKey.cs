using Microsoft.AspNetCore.Http;
using SmartTransfer.Core.Failures;
using SmartTransfer.Functions.Headers.Structured;

namespace SmartTransfer.Functions.Headers;

/// <summary>
/// The header Idempotency-Key (draft-ietf-httpapi-idempotency-key-header): a string of RFC 9651, or the same without its quotes, as most
/// clients send it.
/// </summary>
internal static class IdempotencyKey
{
    /// <summary>The header's name.</summary>
    public const string Name = "Idempotency-Key";

    // A UUID has 36. Fewer characters could be another's by accident, or be guessed.
    private const int MinChars = 16;
    private const int MaxChars = 255;

    /// <summary>Reads it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="key">The key; null where there is none.</param>
    /// <returns>Null, or why the key cannot be used. A client that sends one relies on it, so it is told.</returns>
    public static Failure? Read(HttpRequest request, out string? key)
    {
        key = null;
        var values = request.Headers[Name];
        if (values.Count == 0)
        {
            return null;
        }

        var field = values.ToString().Trim();
        var text = field.StartsWith('"') ? StructuredItem.Parse(field, MaxChars * 2)?.Value.AsText : field;
        if (values.Count > 1 || text is not { Length: >= MinChars and <= MaxChars } || text.Any(letter => letter is <= ' ' or > '~'))
        {
            return FailureCatalogue.HeaderInvalid(Name, field, $"{MinChars} to {MaxChars} visible ASCII characters, such as a UUID");
        }

        key = text;
        return null;
    }
}
