using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Functions.Authorization;
using SmartTransfer.Functions.Edge;
using SmartTransfer.Functions.Headers;
using SmartTransfer.Functions.Http;
using SmartTransfer.Functions.Json;

namespace SmartTransfer.Functions.Uploads;

/// <summary>POST /uploads: opens an upload session. 201 with Location and the session.</summary>
public sealed class StartUploadFunction(
    FunctionEdge edge, StartGate startGate, StartUpload startUpload, GetStatus getStatus, ClientIdentity identity, Quota quota)
{
    private const int MaxBodyBytes = 64 * 1024;

    [Function("StartUpload")]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Function, "post", Route = "uploads")] HttpRequest request) =>
        edge.RunUploadAsync(request, async () =>
    {
        if (!identity.TryRead(request, out var client, out var unknown))
        {
            return Problem.Of(unknown);
        }

        var body = await JsonBody.ReadAsync(request, MaxBodyBytes, optional: false);
        if (!body.TryGet(out var fields, out var unreadable))
        {
            return Problem.Of(unreadable);
        }

        if (!NewUploadReader.Read(fields).TryGet(out var wanted, out var unusable))
        {
            return Problem.Of(unusable);
        }

        wanted = wanted with { Client = client, Owner = Caller.Of(request).Owner, Opener = quota.OpenerOf(request) };
        var gone = request.HttpContext.RequestAborted;
        var outcome = await startGate.RunAsync(
            request,
            wanted,
            NativeDialect.Instance,
            asked => startUpload.RunAsync(asked, gone),
            upload => getStatus.RunAsync(upload, gone));
        return outcome.TryGet(out var status, out var refused) ? Created(request, status) : Problem.Of(refused);
    });

    private static IResult Created(HttpRequest request, UploadStatus status)
    {
        GivenAdvice.Note(request, status.Advice);
        return JsonAnswer.Of(
            UploadJson.Of(status, withChunks: true),
            ApiJson.Plain.UploadJson,
            StatusCodes.Status201Created,
            response => response.Headers.Location = PublicAddress.Of(request).LocationOf(request, status.Session.Id));
    }
}
