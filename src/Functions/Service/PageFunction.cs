using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmartTransfer.Core.Failures;
using SmartTransfer.Functions.Edge;
using SmartTransfer.Functions.Http;

namespace SmartTransfer.Functions.Service;

/// <summary>
/// GET /ui: a page that sends files from the browser (clients/page). Everything it loads comes from the app itself, and no key is in
/// it.
/// </summary>
public sealed class PageFunction(FunctionEdge edge, PageOptions options)
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; worker-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly string Page = Embedded.Text("ui.index.html");

    [Function("GetPage")]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "ui")] HttpRequest request) =>
        edge.RunAsync(request, () =>
        {
            if (!options.Enabled)
            {
                return Task.FromResult(Problem.Of(FailureCatalogue.DocumentNotFound()));
            }

            var page = Page.Replace("{base}", PublicAddress.Of(request).RootPathOf(request, "/ui"), StringComparison.Ordinal);
            return Task.FromResult<IResult>(new Answer(Results.Text(page, "text/html; charset=utf-8"), response =>
            {
                response.Headers.ContentSecurityPolicy = Policy;
                response.Headers.XContentTypeOptions = "nosniff";
                response.Headers.CacheControl = "no-cache";
            }));
        });
}
