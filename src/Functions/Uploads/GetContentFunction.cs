using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Net.Http.Headers;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Functions.Authorization;
using SmartTransfer.Functions.Edge;
using SmartTransfer.Functions.Headers;
using SmartTransfer.Functions.Http;

namespace SmartTransfer.Functions.Uploads;

/// <summary>
/// GET and HEAD /uploads/{id}/content: the completed file, streamed, with Range, If-Range and the other conditions of RFC 9110.
/// </summary>
public sealed class GetContentFunction(FunctionEdge edge, OpenContent openContent, TimeProvider clock)
{
    [Function("GetContent")]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "uploads/{id}/content")] HttpRequest request, string id) =>
        edge.RunAsync(request, id, async upload =>
        {
            var outcome = await openContent.RunAsync(upload, request.HttpContext.RequestAborted);
            return outcome.TryGet(out var opened, out var failure)
                ? await ContentAsync(request, opened, clock.GetUtcNow())
                : Problem.Of(failure);
        }, Right.Owner);

    private static async Task<IResult> ContentAsync(HttpRequest request, OpenedContent opened, DateTimeOffset now)
    {
        var (session, content) = opened;
        var version = FileVersion.Of(content, now);
        if (!Preconditions.Hold(request, version))
        {
            await content.Stream.DisposeAsync();
            return Problem.Of(FailureCatalogue.PreconditionFailed());
        }

        Preconditions.LeaveOthers(request);
        RangeRequest.Resolve(request, version);
        var file = Results.File(
            content.Stream, session.ContentType, session.FileName, version.LastModifiedAt, version.Tag, enableRangeProcessing: true);
        return new Answer(new CompletedFile(file, session.KnownLengthBytes), response =>
        {
            // The server's own is up to a second old.
            response.Headers.Date = HeaderUtilities.FormatDate(now);
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
