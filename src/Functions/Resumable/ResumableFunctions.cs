using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmartTransfer.Azure.Clients;

namespace SmartTransfer.Functions.Resumable;

/// <summary>
/// The addresses of resumable uploads: /resumable, where uploads are started, and /resumable/{id}. What each method does stands in its own
/// file.
/// </summary>
public sealed class ResumableFunctions(ResumableEdge edge)
{
    // Anonymous, since a browser's preflight has no key.
    [Function("ResumableOptions")]
    public Task<IResult> Options([HttpTrigger(AuthorizationLevel.Anonymous, "options", Route = "resumable")] HttpRequest request) =>
        edge.OptionsAsync(request);

    [Function("ResumableUploadOptions")]
    public Task<IResult> UploadOptions(
        [HttpTrigger(AuthorizationLevel.Anonymous, "options", Route = "resumable/{id}")] HttpRequest request, string id) =>
        edge.OptionsAsync(request);

    [Function("ResumablePost")]
    public Task<IResult> Post([HttpTrigger(AuthorizationLevel.Function, "post", Route = "resumable")] HttpRequest request) =>
        edge.PostAsync(request);

    [Function("ResumableHead")]
    public Task<IResult> Head(
        [HttpTrigger(AuthorizationLevel.Function, "head", Route = "resumable/{id}")] HttpRequest request, string id) =>
        edge.HeadAsync(request, id);

    [Function("ResumableGet")]
    public Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "resumable/{id}")] HttpRequest request, string id) =>
        edge.HeadAsync(request, id);

    [Function("ResumablePatch")]
    public Task<IResult> Patch(
        [HttpTrigger(AuthorizationLevel.Function, "patch", Route = "resumable/{id}")] HttpRequest request, string id) =>
        edge.PatchAsync(request, id);

    [Function("ResumableDelete")]
    public Task<IResult> Delete(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "resumable/{id}")] HttpRequest request, string id) =>
        edge.DeleteAsync(request, id);
}
