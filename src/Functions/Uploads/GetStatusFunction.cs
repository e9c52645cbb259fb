using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Functions.Edge;
using SmartTransfer.Functions.Headers;
using SmartTransfer.Functions.Http;
using SmartTransfer.Functions.Json;

namespace SmartTransfer.Functions.Uploads;

/// <summary>GET /uploads/{id}: where the upload stands. <c>?chunks=false</c> leaves the list of chunks out.</summary>
public sealed class GetStatusFunction(FunctionEdge edge, GetStatus getStatus, ILogger<GetStatusFunction> log)
{
    [Function("GetStatus")]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Function, "get", Route = "uploads/{id}")] HttpRequest request, string id) =>
        edge.RunAsync(request, id, async upload =>
        {
            var asked = request.Query["chunks"].ToString();
            if (asked is not ("" or "true" or "false"))
            {
                return Problem.Of(FailureCatalogue.QueryInvalid("chunks", asked, "give true or false"));
            }

            var outcome = await getStatus.RunAsync(upload, TransferReportHeader.Read(request.Headers, log), request.HttpContext.RequestAborted);
            if (!outcome.TryGet(out var status, out var failure))
            {
                return Problem.Of(failure);
            }

            GivenAdvice.Note(request, status.Advice);
            return JsonAnswer.Of(UploadJson.Of(status, withChunks: asked != "false"), ApiJson.Plain.UploadJson);
        });
}
