using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using SmartTransfer.Functions.Http;

namespace SmartTransfer.Functions.Headers;

/// <summary>
/// Which part of a file a request asks for (RFC 9110, sections 13.1.5 and 14.2). The framework answers Range to any method, takes an
/// If-Range that it cannot read for none, compares dates by order, and cannot read positions of more than 64 bits; so what it is
/// handed is one range in plain form, or none where the answer is the whole file.
/// </summary>
internal static class RangeRequest
{
    private const string Unit = "bytes=";

    /// <summary>Leaves in the request the one range that shall be sent, if there is one, and no condition on it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="version">The file's version.</param>
    public static void Resolve(HttpRequest request, FileVersion version)
    {
        var range = HttpMethods.IsGet(request.Method) && Holds(request.Headers.IfRange, version)
            ? Only(request.Headers.Range)
            : null;
        request.Headers.Remove(HeaderNames.IfRange);
        if (range is null)
        {
            request.Headers.Remove(HeaderNames.Range);
        }
        else
        {
            request.Headers.Range = range;
        }
    }

    /// <summary>
    /// Whether the client has a part of this very version already: no condition, one strong entity tag that is the file's, or the
    /// very date. Whatever else may mean another version, of which no part may be added to what the client has.
    /// </summary>
    private static bool Holds(StringValues condition, FileVersion version)
    {
        if (condition.Count == 0)
        {
            return true;
        }

        var text = condition.ToString();
        return EntityTagHeaderValue.TryParse(text, out var tag)
            ? version.Tag.Compare(tag, useStrongComparison: true)
            : HeaderUtilities.TryParseDate(text, out var date) && date.ToUnixTimeSeconds() == version.LastModifiedAt.ToUnixTimeSeconds();
    }

    /// <summary>The one range of the field; null where there is none, where there are several, or where it cannot be read.</summary>
    private static string? Only(StringValues field)
    {
        var text = string.Join(',', field.Where(line => !string.IsNullOrEmpty(line)));
        if (!text.StartsWith(Unit, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        string[] ranges = [.. text[Unit.Length..].Split(',').Select(range => range.Trim(' ', '\t')).Where(range => range.Length > 0)];
        return ranges is [var only] && only.Split('-') is [var first, var last] ? Plain(first, last) : null;
    }

    private static string? Plain(string first, string last)
    {
        var hasFirst = WholeNumber.TryParse(first, out var from);
        var hasLast = WholeNumber.TryParse(last, out var to);
        var isReadable = (hasFirst || first.Length == 0) && (hasLast || last.Length == 0) && (hasFirst || hasLast)
            && !(hasFirst && hasLast && from > to);
        return isReadable ? $"{Unit}{(hasFirst ? from : null)}-{(hasLast ? to : null)}" : null;
    }
}
