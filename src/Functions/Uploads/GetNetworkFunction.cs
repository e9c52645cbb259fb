using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Functions.Edge;
using SmartTransfer.Functions.Headers;
using SmartTransfer.Functions.Http;
using SmartTransfer.Functions.Json;

namespace SmartTransfer.Functions.Uploads;

/// <summary>GET /uploads/{id}/network: what was counted of the upload's network, and why the advice is what it is.</summary>
public sealed class GetNetworkFunction(FunctionEdge edge, GetNetwork getNetwork)
{
    [Function("GetNetwork")]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Function, "get", Route = "uploads/{id}/network")] HttpRequest request, string id) =>
        edge.RunAsync(request, id, async upload =>
        {
            var outcome = await getNetwork.RunAsync(upload, request.HttpContext.RequestAborted);
            if (!outcome.TryGet(out var report, out var failure))
            {
                return Problem.Of(failure);
            }

            GivenAdvice.Note(request, report.Advice);
            return JsonAnswer.Of(NetworkReportJson.Of(report), ApiJson.Plain.NetworkReportJson);
        });
}
