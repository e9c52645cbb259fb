using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace SmartTransfer.Functions.Headers;

/// <summary>
/// The conditions of a request in the order of RFC 9110, section 13.2.2. The framework weighs all of them at once, so that of two that
/// belong together the weaker one may decide.
/// </summary>
internal static class Preconditions
{
    /// <summary>Whether a request has a condition without which it is not to be done.</summary>
    public static bool AreGiven(HttpRequest request) =>
        request.Headers.IfMatch.Count > 0 || request.Headers.IfUnmodifiedSince.Count > 0;

    /// <summary>
    /// Whether the file is the one for which the request is meant: If-Match, or where that is missing If-Unmodified-Since.
    /// </summary>
    public static bool Hold(HttpRequest request, FileVersion version)
    {
        var headers = request.GetTypedHeaders();
        return request.Headers.IfMatch.Count > 0
            ? headers.IfMatch.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || version.Tag.Compare(tag, useStrongComparison: true))
            : headers.IfUnmodifiedSince is not { } since || version.LastModifiedAt.ToUnixTimeSeconds() <= since.ToUnixTimeSeconds();
    }

    /// <summary>Leaves in a request whose conditions hold those alone that are still to be looked at.</summary>
    public static void LeaveOthers(HttpRequest request)
    {
        request.Headers.Remove(HeaderNames.IfMatch);
        request.Headers.Remove(HeaderNames.IfUnmodifiedSince);
        if (request.Headers.IfNoneMatch.Count > 0)
        {
            // Section 13.1.3: "A recipient MUST ignore If-Modified-Since if the request contains an If-None-Match header field".
            request.Headers.Remove(HeaderNames.IfModifiedSince);
        }
    }
}
