using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace SmartTransfer.Functions.Http;

/// <summary>The server's own limit for a request's body, where the domain bounds the bytes itself.</summary>
internal static class BodySizeLimit
{
    /// <summary>
    /// Lifts it for a request. The worker's own server stops at 30,000,000 bytes unless told otherwise, and counts the framing
    /// of a chunked body in with it.
    /// </summary>
    public static void Lift(HttpRequest request)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }
    }
}
