using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Functions.Authorization;
using SmartTransfer.Functions.Edge;
using SmartTransfer.Functions.Http;
using SmartTransfer.Functions.Json;

namespace SmartTransfer.Functions.Uploads;

/// <summary>GET /uploads: one's own, by the token. GET /manage/uploads: everybody's, with the master key (docs/adr/0031).</summary>
public sealed class ListUploadsFunctions(FunctionEdge edge, ListUploads listUploads)
{
    [Function("ListUploads")]
    public Task<IResult> Own([HttpTrigger(AuthorizationLevel.Function, "get", Route = "uploads")] HttpRequest request) =>
        edge.RunUploadAsync(request, async () => Caller.Of(request).Owner is { } owner
            ? await ListAsync(request, owner, UploadListJson.OfOwn)
            : Problem.Of(FailureCatalogue.OwnerUnknown()));

    [Function("ListAllUploads")]
    public Task<IResult> All([HttpTrigger(AuthorizationLevel.Admin, "get", Route = "manage/uploads")] HttpRequest request) =>
        edge.RunAsync(request, () => ListAsync(request, null, UploadListJson.OfAll));

    private async Task<IResult> ListAsync(HttpRequest request, OwnerKey? owner, Func<UploadPage, UploadListJson> show)
    {
        if (!ListQueryReader.Read(request, owner).TryGet(out var query, out var failure)
            || !(await listUploads.RunAsync(query, request.HttpContext.RequestAborted)).TryGet(out var page, out failure))
        {
            return Problem.Of(failure);
        }

        return JsonAnswer.Of(show(page), ApiJson.Plain.UploadListJson);
    }
}
