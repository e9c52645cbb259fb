using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Core.Bodies;
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
public sealed class CompleteUploadFunction(
    FunctionEdge edge, UploadSessions sessions, BytesInFlight budget, AdvanceFinal completeUpload)
{
    [Function("CompleteUpload")]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "uploads/{id}/complete")] HttpRequest request, string id) =>
        edge.RunAsync(request, id, async upload =>
        {
            if (!(await sessions.NameAsync(upload, request.HttpContext.RequestAborted)).TryGet(out upload, out var unknown))
            {
                return Problem.Of(unknown);
            }

            // The body is read after the upload is known, as it arrives and within the instance's budget: anybody can send one.
            using var held = new HeldBytes(budget, upload.Id);
            if (!(await new CompletionReader(held).ReadAsync(request)).TryGet(out var completion, out var unusable))
            {
                return Problem.Of(unusable);
            }

            // Once begun, the work goes on when the client goes away; the retry pipeline bounds it.
            var outcome = await completeUpload.CompleteAsync(upload, completion, CancellationToken.None);
            return outcome.TryGet(out var session, out var refused)
                ? JsonAnswer.Of(UploadJson.Of(session), ApiJson.Plain.UploadJson)
                : Problem.Of(refused);
        });
}
