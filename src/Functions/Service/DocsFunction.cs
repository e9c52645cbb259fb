using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Functions.Edge;
using SmartTransfer.Functions.Http;

namespace SmartTransfer.Functions.Service;

/// <summary>
/// GET /docs: a page that renders the API's document and lets one try the calls. Everything it loads comes from the app itself.
/// </summary>
public sealed class DocsFunction(FunctionEdge edge)
{
    private const string Policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

    private static readonly string Page = Embedded.Text("docs.html");

    [Function("GetDocs")]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "docs")] HttpRequest request) =>
        edge.RunAsync(request, () =>
    {
        var page = Page.Replace("{base}", PublicAddress.Of(request).RootPathOf(request, "/docs"), StringComparison.Ordinal);
        return Task.FromResult<IResult>(new Answer(Results.Text(page, "text/html; charset=utf-8"), response =>
        {
            response.Headers.ContentSecurityPolicy = Policy;
            response.Headers.XContentTypeOptions = "nosniff";
            response.Headers.CacheControl = "no-cache";
        }));
    });
}
