using System.Collections.Frozen;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmartTransfer.Core.Failures;
using SmartTransfer.Functions.Edge;
using SmartTransfer.Functions.Http;

namespace SmartTransfer.Functions.Service;

/// <summary>GET /ui/{file}: what the page of <see cref="PageFunction"/> loads.</summary>
public sealed class PageAssetFunction(FunctionEdge edge, PageOptions options)
{
    private const string Script = "text/javascript; charset=utf-8";

    private static readonly FrozenDictionary<string, (string ContentType, Lazy<byte[]> Bytes)> Files =
        new Dictionary<string, (string, Lazy<byte[]>)>
        {
            ["page.js"] = (Script, Bytes("page.js")),
            ["worker.js"] = (Script, Bytes("worker.js")),
            ["page.css"] = ("text/css; charset=utf-8", Bytes("page.css")),
            ["icon.svg"] = ("image/svg+xml", Bytes("icon.svg")),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    [Function("GetPageAsset")]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "ui/{file}")] HttpRequest request, string file) =>
        edge.RunAsync(request, () => Task.FromResult<IResult>(options.Enabled && Files.TryGetValue(file, out var found)
            ? new Answer(Results.Bytes(found.Bytes.Value, found.ContentType), response =>
            {
                // Names stay the same from release to release, and a page and its worker must be of one.
                response.Headers.XContentTypeOptions = "nosniff";
                response.Headers.CacheControl = "no-cache";
            })
            : Problem.Of(FailureCatalogue.DocumentNotFound())));

    private static Lazy<byte[]> Bytes(string name) => new(() => Encoding.UTF8.GetBytes(Embedded.Text($"ui.{name}")));
}
