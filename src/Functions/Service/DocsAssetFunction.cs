using System.Collections.Frozen;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Core.Failures;
using SmartTransfer.Functions.Edge;
using SmartTransfer.Functions.Http;

namespace SmartTransfer.Functions.Service;

/// <summary>GET /docs/{file}: what the page of <see cref="DocsFunction"/> loads.</summary>
public sealed class DocsAssetFunction(FunctionEdge edge)
{
    private static readonly FrozenDictionary<string, (
        string ContentType, Lazy<byte[]> Bytes)> Files = new Dictionary<string, (string, Lazy<byte[]>)>
        {
            ["start.js"] = ("text/javascript; charset=utf-8", new(() => Encoding.UTF8.GetBytes(Embedded.Text("start.js")))),
            ["swagger-ui.css"] = ("text/css; charset=utf-8", new(() => Embedded.SwaggerUi("swagger-ui.css"))),
            ["swagger-ui-bundle.js"] = ("text/javascript; charset=utf-8", new(() => Embedded.SwaggerUi("swagger-ui-bundle.js"))),
            ["favicon-32x32.png"] = ("image/png", new(() => Embedded.SwaggerUi("favicon-32x32.png"))),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    [Function("GetDocsAsset")]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "docs/{file}")] HttpRequest request, string file) =>
        edge.RunAsync(request, () =>
        Task.FromResult<IResult>(Files.TryGetValue(file, out var found)
            ? new Answer(Results.Bytes(found.Bytes.Value, found.ContentType), response =>
            {
                response.Headers.XContentTypeOptions = "nosniff";
                response.Headers.CacheControl = "public, max-age=3600";
            })
            : Problem.Of(FailureCatalogue.DocumentNotFound())));
}
