using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmartTransfer.Core.Concatenation;
using SmartTransfer.Functions.Authorization;
using SmartTransfer.Functions.Edge;
using SmartTransfer.Functions.Http;

namespace SmartTransfer.Functions.Uploads;

/// <summary>DELETE /uploads/{id}/content: removes the file of a completed upload. 204, also when called again.</summary>
public sealed class RemoveFileFunction(FunctionEdge edge, RemoveWithParts removeFile)
{
    [Function("RemoveFile")]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "uploads/{id}/content")] HttpRequest request, string id) =>
        edge.RunAsync(
            request,
            id,
            async upload =>
            {
                var outcome = await removeFile.RunAsync(upload, CancellationToken.None);
                return outcome.TryGet(out _, out var failure) ? Results.NoContent() : Problem.Of(failure);
            },
            Right.Owner);
}
