using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmartTransfer.Azure.Clients;

namespace SmartTransfer.Functions.Tus;

/// <summary>
/// The addresses of the tus protocol: /tus, where uploads are started, and /tus/{id}. What each method does stands in its own
/// file.
/// </summary>
public sealed class TusFunctions(TusEdge edge)
{
    // Anonymous, since a browser's preflight has no key; the method stands fixed, so that no header makes it another one.
    [Function("TusOptions")]
    public Task<IResult> Options([HttpTrigger(AuthorizationLevel.Anonymous, "options", Route = "tus")] HttpRequest request) =>
        edge.RunAsync(request, null, HttpMethods.Options);

    [Function("TusUploadOptions")]
    public Task<IResult> UploadOptions(
        [HttpTrigger(AuthorizationLevel.Anonymous, "options", Route = "tus/{id}")] HttpRequest request,
        string id) => edge.RunAsync(request, id, HttpMethods.Options);

    [Function("TusPost")]
    public Task<IResult> Post([HttpTrigger(AuthorizationLevel.Function, "post", Route = "tus")] HttpRequest request) =>
        edge.RunAsync(request, null);

    // The host routes by the request's own method and knows nothing of X-HTTP-Method-Override: this is where it arrives.
    [Function("TusOverride")]
    public Task<IResult> Override(
        [HttpTrigger(AuthorizationLevel.Function, "post", "put", Route = "tus/{id}")] HttpRequest request,
        string id) => edge.RunAsync(request, id);

    [Function("TusHead")]
    public Task<IResult> Head([HttpTrigger(AuthorizationLevel.Function, "head", Route = "tus/{id}")] HttpRequest request, string id) =>
        edge.RunAsync(request, id);

    // A CDN asks by GET what it was asked by HEAD, so as to keep the answer; the spec has no GET. It changes nothing, whatever its headers
    // say.
    [Function("TusGet")]
    public Task<IResult> Get([HttpTrigger(AuthorizationLevel.Function, "get", Route = "tus/{id}")] HttpRequest request, string id) =>
        edge.RunAsync(request, id, HttpMethods.Head);

    [Function("TusPatch")]
    public Task<IResult> Patch([HttpTrigger(AuthorizationLevel.Function, "patch", Route = "tus/{id}")] HttpRequest request, string id) =>
        edge.RunAsync(request, id);

    [Function("TusDelete")]
    public Task<IResult> Delete([HttpTrigger(AuthorizationLevel.Function, "delete", Route = "tus/{id}")] HttpRequest request, string id) =>
        edge.RunAsync(request, id);
}
