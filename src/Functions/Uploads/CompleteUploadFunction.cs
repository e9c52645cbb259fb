using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Core.Concatenation;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Functions.Edge;
using SmartTransfer.Functions.Http;
using SmartTransfer.Functions.Json;

namespace SmartTransfer.Functions.Uploads;

/// <summary>
/// POST /uploads/{id}/complete: verifies what has arrived and makes the file appear. The body is optional. 200 with the
/// completed upload, also when called again.
/// </summary>
public sealed class CompleteUploadFunction(FunctionEdge edge, UploadSessions sessions, AdvanceFinal completeUpload)
{
    // 50,000 entries of a manifest are about 6.5 MB.
    private const int MaxBodyBytes = 16 * 1024 * 1024;

    [Function("CompleteUpload")]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "uploads/{id}/complete")] HttpRequest request, string id) =>
        edge.RunAsync(request, id, async upload =>
        {
            if (!(await sessions.NameAsync(upload, request.HttpContext.RequestAborted)).TryGet(out upload, out var unknown))
            {
                return Problem.Of(unknown);
            }

            var body = await JsonBody.ReadAsync(request, MaxBodyBytes, optional: true);
            if (!body.TryGet(out var document, out var unreadable))
            {
                return Problem.Of(unreadable);
            }

            using (document)
            {
                if (!CompletionReader.Read(document.RootElement).TryGet(out var completion, out var unusable))
                {
                    return Problem.Of(unusable);
                }

                // Once begun, the work goes on when the client goes away; the retry pipeline bounds it.
                var outcome = await completeUpload.CompleteAsync(upload, completion, CancellationToken.None);
                return outcome.TryGet(out var session, out var refused)
                    ? JsonAnswer.Of(UploadJson.Of(session), ApiJson.Plain.UploadJson)
                    : Problem.Of(refused);
            }
        });
}
