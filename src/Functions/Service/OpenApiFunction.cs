using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Functions.Edge;
using SmartTransfer.Functions.Http;

namespace SmartTransfer.Functions.Service;

/// <summary>GET /openapi.json: the API as an OpenAPI 3.1 document.</summary>
public sealed class OpenApiFunction(FunctionEdge edge)
{
    private const string ServerPlaceholder = "{server}";

    private static readonly string Document = Embedded.Text("openapi.json");

    [Function("GetOpenApi")]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "openapi.json")] HttpRequest request) =>
        edge.RunAsync(request, () =>
    {
        var root = PublicAddress.Of(request).RootOf(request, "/openapi.json");
        var document = Document.Replace(ServerPlaceholder, root.Length == 0 ? "/" : root, StringComparison.Ordinal);
        return Task.FromResult<IResult>(
            new Answer(Results.Text(document, "application/json"), response => response.Headers.CacheControl = "no-cache"));
    });
}
