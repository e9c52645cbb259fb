using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using SmartTransfer.Core.Telemetry;

namespace SmartTransfer.Functions.Http;

/// <summary>
/// The trace of one request as a whole (opentelemetry.io/docs/specs/semconv/http/http-spans). It is the app's own and not
/// the framework's, since that one has the path in it, and the path has the whole id of an upload.
/// </summary>
internal static class RequestSpan
{
    private const string MethodTag = "http.request.method";
    private const string RouteTag = "http.route";
    private const string StatusTag = "http.response.status_code";

    // Whatever else a client calls its method is one name, so that names stay few.
    private static readonly string[] Methods =
    [
        HttpMethods.Get, HttpMethods.Head, HttpMethods.Post, HttpMethods.Put, HttpMethods.Patch, HttpMethods.Delete, HttpMethods.Options,
    ];

    /// <summary>The trace that the caller is in (w3.org/TR/trace-context); default where it named none or a malformed one.</summary>
    public static ActivityContext CallerOf(HttpRequest request)
    {
        var parent = request.Headers[HeaderNames.TraceParent];
        return parent.Count == 1
            && ActivityContext.TryParse(parent[0], request.Headers[HeaderNames.TraceState], isRemote: true, out var caller)
            && caller.IsValid()
            ? caller
            : default;
    }

    /// <summary>Begins it; it ends with the answer. Null where nobody listens.</summary>
    public static Activity? Start(HttpContext context, ActivityContext caller)
    {
        if (!TransferActivities.AreWatched)
        {
            return null;
        }

        var method = Array.Find(Methods, known => HttpMethods.Equals(known, context.Request.Method)) ?? "_OTHER";
        var route = context.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } pattern } ? $"/{pattern.TrimStart('/')}" : null;
        var span = TransferActivities.StartRequest(route is null ? method : $"{method} {route}", caller);
        if (span is not null)
        {
            span.SetTag(MethodTag, method);
            span.SetTag(RouteTag, route);
            context.Response.OnCompleted(static state => EndAsync(((HttpContext, Activity))state), (context, span));
        }

        return span;
    }

    private static Task EndAsync((HttpContext Context, Activity Span) ended)
    {
        var status = ended.Context.Response.StatusCode;
        ended.Span.SetTag(StatusTag, status);
        if (status >= StatusCodes.Status500InternalServerError)
        {
            ended.Span.SetStatus(ActivityStatusCode.Error);
        }

        ended.Span.Dispose();
        return Task.CompletedTask;
    }

    private static bool IsValid(this ActivityContext context) => context.TraceId != default && context.SpanId != default;
}
