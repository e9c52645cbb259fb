using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Functions.Edge;
using SmartTransfer.Functions.Http;

namespace SmartTransfer.Functions.Uploads;

/// <summary>DELETE /uploads/{id}: gives the upload up. 204, also when called again.</summary>
public sealed class CancelUploadFunction(FunctionEdge edge, CancelUpload cancelUpload)
{
    [Function("CancelUpload")]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Function, "delete", Route = "uploads/{id}")] HttpRequest request, string id) =>
        edge.RunAsync(request, id, async upload =>
        {
            var outcome = await cancelUpload.RunAsync(upload, CancellationToken.None);
            return outcome.TryGet(out _, out var failure) ? Results.NoContent() : Problem.Of(failure);
        });
}
