using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Net.Http.Headers;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Functions.Authorization;
using SmartTransfer.Functions.Edge;
using SmartTransfer.Functions.Http;

namespace SmartTransfer.Functions.Uploads;

/// <summary>
/// GET and HEAD /uploads/{id}/content: the completed file, streamed, with Range, If-Range and the other conditions of RFC 9110.
/// </summary>
public sealed class GetContentFunction(FunctionEdge edge, OpenContent openContent)
{
    [Function("GetContent")]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "uploads/{id}/content")] HttpRequest request, string id) =>
        edge.RunAsync(request, id, async upload =>
        {
            var outcome = await openContent.RunAsync(upload, request.HttpContext.RequestAborted);
            return outcome.TryGet(out var opened, out var failure) ? Content(request, opened) : Problem.Of(failure);
        }, Right.Owner);

    private static Answer Content(HttpRequest request, OpenedContent opened)
    {
        // RFC 9110, section 14.2: a range in an unknown unit is ignored; the framework would take it for bytes.
        if (!request.Headers.Range.ToString().StartsWith("bytes=", StringComparison.OrdinalIgnoreCase))
        {
            request.Headers.Remove(HeaderNames.Range);
        }

        var (session, content) = opened;
        var file = Results.File(
            content.Stream,
            session.ContentType,
            session.FileName,
            content.LastModifiedAt,
            new EntityTagHeaderValue(content.ETag),
            enableRangeProcessing: true);
        return new Answer(new CompletedFile(file, session.KnownLengthBytes), response =>
        {
            // The file is a stranger's: a browser shall neither guess its type nor run what is in it.
            response.Headers.XContentTypeOptions = "nosniff";
            response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
            response.Headers.CacheControl = "private, no-cache";
            if (session.File?.Sha256 is { } sha256)
            {
                response.Headers["Repr-Digest"] = $"sha-256=:{sha256.ToBase64()}:";
            }
        });
    }
}
