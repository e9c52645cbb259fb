using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmartTransfer.Core.Concatenation;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Functions.Authorization;
using SmartTransfer.Functions.Edge;
using SmartTransfer.Functions.Headers;
using SmartTransfer.Functions.Http;

namespace SmartTransfer.Functions.Uploads;

/// <summary>
/// DELETE /uploads/{id}/content: removes the file of a completed upload, if the conditions of the request hold. 204, also when called
/// again.
/// </summary>
public sealed class RemoveFileFunction(FunctionEdge edge, OpenContent openContent, RemoveWithParts removeFile, TimeProvider clock)
{
    [Function("RemoveFile")]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "uploads/{id}/content")] HttpRequest request, string id) =>
        edge.RunAsync(
            request,
            id,
            async upload =>
            {
                if (Preconditions.AreGiven(request) && !await HoldAsync(request, upload))
                {
                    return Problem.Of(FailureCatalogue.PreconditionFailed());
                }

                var outcome = await removeFile.RunAsync(upload, CancellationToken.None);
                return outcome.TryGet(out _, out var failure) ? Results.NoContent() : Problem.Of(failure);
            },
            Right.Owner);

    /// <summary>Whether the file that is there is the one that the client means. Where none is, what follows says so.</summary>
    private async Task<bool> HoldAsync(HttpRequest request, NamedUpload upload)
    {
        var outcome = await openContent.RunAsync(upload, request.HttpContext.RequestAborted);
        if (!outcome.TryGet(out var opened, out _))
        {
            return true;
        }

        await using (opened.Content.Stream)
        {
            return Preconditions.Hold(request, FileVersion.Of(opened.Content, clock.GetUtcNow()));
        }
    }
}
