using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace SmartTransfer.Functions.Edge;

/// <summary>
/// Lets web pages of the configured origins call the API and read its headers (fetch.spec.whatwg.org, CORS protocol).
/// </summary>
public sealed partial class CrossOrigin(CorsOptions options)
{
    private const string Methods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
    private const string Day = "86400";
    private const int MaxRequestedChars = 2048;

    private const string RequestHeaders =
        "Authorization, Content-Digest, Content-Disposition, Content-Type, Idempotency-Key, Repr-Digest, Transfer-Client, Transfer-Prefix, "
        + "Transfer-Report, "
        + "Tus-Resumable, Upload-Checksum, Upload-Complete, Upload-Concat, Upload-Defer-Length, Upload-Draft-Interop-Version, "
        + "Upload-Length, Upload-Metadata, Upload-Offset, "
        + "X-Chunk-Sha256, X-Functions-Key, X-HTTP-Method-Override, X-Request-ID, X-Requested-With";

    // Without these a page sees none of them, and a tus client cannot work.
    private const string ResponseHeaders =
        "Accept-Patch, Accept-Ranges, Allow, Content-Disposition, Content-Range, ETag, Location, Repr-Digest, Retry-After, "
        + "Transfer-Advice, Transfer-Prefix, "
        + "Tus-Checksum-Algorithm, Tus-Extension, Tus-Max-Size, Tus-Resumable, "
        + "Tus-Version, Upload-Complete, Upload-Concat, Upload-Defer-Length, Upload-Draft-Interop-Version, Upload-Expires, Upload-Length, "
        + "Upload-Limit, Upload-Metadata, Upload-Offset, "
        + "WWW-Authenticate, X-Correlation-Id";

    private readonly IReadOnlyList<string> _origins = options.List();

    /// <summary>Writes what lets the page that sent the request read the answer; nothing where it may not.</summary>
    internal void Write(HttpRequest request, HttpResponse response)
    {
        if (_origins.Count == 0)
        {
            return;
        }

        var all = _origins.Contains("*");
        if (!all)
        {
            response.Headers.Vary = "Origin";
        }

        if (Allowed(request) is { } origin)
        {
            response.Headers.AccessControlAllowOrigin = all ? "*" : origin;
            response.Headers.AccessControlExposeHeaders = ResponseHeaders;

            // By this a page sees whether connections carry several requests at once (HTTP/2), and may send more chunks at once.
            response.Headers["Timing-Allow-Origin"] = all ? "*" : origin;
            if (options.AllowCredentials)
            {
                response.Headers.AccessControlAllowCredentials = "true";
            }
        }
    }

    /// <summary>Whether a request is a browser's question whether a page may call.</summary>
    internal static bool IsPreflight(HttpRequest request) =>
        HttpMethods.IsOptions(request.Method) && request.Headers.Origin.Count > 0 && request.Headers.AccessControlRequestMethod.Count > 0;

    /// <summary>Writes the answer to a preflight besides.</summary>
    internal void WritePreflight(HttpRequest request, HttpResponse response)
    {
        if (Allowed(request) is null || request.Headers.AccessControlRequestMethod.Count == 0)
        {
            return;
        }

        // Headers of the page's own are no danger: whoever may call may send what they like.
        var requested = request.Headers.AccessControlRequestHeaders.ToString();
        response.Headers.AccessControlAllowMethods = Methods;
        response.Headers.AccessControlAllowHeaders = requested.Length is > 0 and <= MaxRequestedChars && HeaderNames().IsMatch(requested)
            ? requested
            : RequestHeaders;
        response.Headers.AccessControlMaxAge = Day;
    }

    private string? Allowed(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0 && (_origins.Contains("*") || _origins.Contains(origin, StringComparer.OrdinalIgnoreCase)) ? origin : null;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]+(?:[ \t]*,[ \t]*[A-Za-z0-9_-]+)*\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex HeaderNames();
}
