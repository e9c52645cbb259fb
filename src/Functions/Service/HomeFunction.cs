using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmartTransfer.Core.Failures;
using SmartTransfer.Functions.Edge;
using SmartTransfer.Functions.Http;

namespace SmartTransfer.Functions.Service;

/// <summary>
/// GET /: leads to the page of <see cref="PageFunction"/>. That is what is below the host's route prefix; the host's own root is not the
/// app's (docs/functions-host.md).
/// </summary>
public sealed class HomeFunction(FunctionEdge edge, PageOptions options)
{
    /// <summary>Matches nothing but the prefix itself: a trigger without a route would be found under the function's name.</summary>
    public const string Route = "{home:maxlength(0)?}";

    [Function("GetHome")]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route)] HttpRequest request) =>
        edge.RunAsync(request, () =>
            Task.FromResult<IResult>(options.Enabled
                ? new Answer(
                    Results.Redirect($"{PublicAddress.Of(request).RootOf(request, string.Empty)}/ui"),
                    response => response.Headers.CacheControl = "no-cache")
                : Problem.Of(FailureCatalogue.DocumentNotFound())));
}
