using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Functions.Edge;
using SmartTransfer.Functions.Headers;
using SmartTransfer.Functions.Http;
using SmartTransfer.Functions.Json;

namespace SmartTransfer.Functions.Uploads;

/// <summary>GET /network: what is remembered of the calling client's network across its uploads, and what a new one would be advised. 200 also where nothing is.</summary>
public sealed class GetClientNetworkFunction(FunctionEdge edge, GetClientNetwork getNetwork, ClientIdentity identity)
{
    [Function("GetClientNetwork")]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Function, "get", Route = "network")] HttpRequest request) => edge.RunUploadAsync(request, async () =>
    {
        if (!identity.TryRead(request, out var client, out var unusable))
        {
            return Problem.Of(unusable);
        }

        var report = await getNetwork.RunAsync(client, request.HttpContext.RequestAborted);
        GivenAdvice.Note(request, report.Advice);
        return JsonAnswer.Of(ClientNetworkJson.Of(report), ApiJson.Plain.ClientNetworkJson);
    });
}
