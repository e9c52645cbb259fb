using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Functions.Http;

namespace SmartTransfer.Functions.Edge;

/// <summary>
/// OPTIONS of the native API: what a browser asks before it lets a page of another origin call (preflight). It sends no key, so
/// these need none; each route has its own, as the host routes by method.
/// </summary>
public sealed class PreflightFunctions(FunctionEdge edge, CrossOrigin crossOrigin)
{
    [Function("PreflightUploads")]
    public Task<IResult> Uploads([HttpTrigger(AuthorizationLevel.Anonymous, "options", Route = "uploads")] HttpRequest request) =>
        AnswerAsync(request);

    [Function("PreflightUpload")]
    public Task<IResult> Upload(
        [HttpTrigger(AuthorizationLevel.Anonymous, "options", Route = "uploads/{id}")] HttpRequest request,
        string id) => AnswerAsync(request);

    [Function("PreflightNetwork")]
    public Task<IResult> Network(
        [HttpTrigger(AuthorizationLevel.Anonymous, "options", Route = "uploads/{id}/network")] HttpRequest request,
        string id) => AnswerAsync(request);

    [Function("PreflightChunk")]
    public Task<IResult> Chunk(
        [HttpTrigger(AuthorizationLevel.Anonymous, "options", Route = "uploads/{id}/chunks/{offset}")] HttpRequest request,
        string id,
        string offset) => AnswerAsync(request);

    [Function("PreflightComplete")]
    public Task<IResult> Complete(
        [HttpTrigger(AuthorizationLevel.Anonymous, "options", Route = "uploads/{id}/complete")] HttpRequest request,
        string id) => AnswerAsync(request);

    [Function("PreflightContent")]
    public Task<IResult> Content(
        [HttpTrigger(AuthorizationLevel.Anonymous, "options", Route = "uploads/{id}/content")] HttpRequest request,
        string id) => AnswerAsync(request);

    [Function("PreflightClientNetwork")]
    public Task<IResult> ClientNetwork([HttpTrigger(AuthorizationLevel.Anonymous, "options", Route = "network")] HttpRequest request) =>
        AnswerAsync(request);

    private Task<IResult> AnswerAsync(HttpRequest request) =>
        edge.RunAsync(
            request,
            () => Task.FromResult<IResult>(new Answer(Results.NoContent(), response => crossOrigin.WritePreflight(request, response))));
}
