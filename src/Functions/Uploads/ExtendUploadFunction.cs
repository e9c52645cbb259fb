using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Functions.Edge;
using SmartTransfer.Functions.Headers;
using SmartTransfer.Functions.Http;
using SmartTransfer.Functions.Json;

namespace SmartTransfer.Functions.Uploads;

/// <summary>POST /uploads/{id}/extend: gives an open upload another lifetime. Its status, without the list of chunks.</summary>
public sealed class ExtendUploadFunction(FunctionEdge edge, ExtendUpload extendUpload, GetStatus getStatus)
{
    [Function("ExtendUpload")]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "uploads/{id}/extend")] HttpRequest request, string id) =>
        edge.RunAsync(request, id, async upload =>
        {
            var gone = request.HttpContext.RequestAborted;
            if (!(await extendUpload.RunAsync(upload, gone)).TryGet(out var extended, out var failure)
                || !(await getStatus.RunAsync(new NamedUpload(upload.Id, extended), gone)).TryGet(out var status, out failure))
            {
                return Problem.Of(failure);
            }

            GivenAdvice.Note(request, status.Advice);
            return JsonAnswer.Of(UploadJson.Of(status, withChunks: false), ApiJson.Plain.UploadJson);
        });
}
