using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmartTransfer.Core.Failures;
using SmartTransfer.Functions.Edge;
using SmartTransfer.Functions.Http;
using SmartTransfer.Functions.Tus;

namespace SmartTransfer.Functions.Service;

/// <summary>
/// Answers what no other function takes, so that a web page can read why: unknown paths, wrong methods, and preflights, which a browser
/// sends without a key before it lets a page of another origin call.
/// </summary>
/// <remarks>
/// Every host asks it last: ASP.NET Core puts a catch-all last, and the Functions host asks functions in the order of their names, of which
/// this one's must be the last with an HTTP trigger. A route whose methods do not match is passed over (docs/adr/0030).
/// </remarks>
public sealed class UnmatchedFunction(FunctionEdge edge, TusEdge tus, CrossOrigin crossOrigin, ApiRoutes routes)
{
    /// <summary>Matches whatever is below the host's prefix.</summary>
    public const string Route = "{*path}";

    [Function("Unmatched")]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", "post", "put", "patch", "delete", "options", Route = Route)]
        HttpRequest request) => IsOfTus(request) && !HttpMethods.IsOptions(request.Method)
            ? tus.RefuseAsync(request, AnswerTo(request))
            : edge.RunAsync(request, () => Task.FromResult(AnswerTo(request)));

    private static bool IsOfTus(HttpRequest request) =>
        PathOf(request).Split('/')[0].Equals("tus", StringComparison.OrdinalIgnoreCase);

    private static string PathOf(HttpRequest request) => request.RouteValues["path"]?.ToString() ?? string.Empty;

    private IResult AnswerTo(HttpRequest request)
    {
        var methods = routes.MethodsOf(PathOf(request));
        var allow = string.Join(", ", methods.Append(HttpMethods.Options).Distinct());
        if (CrossOrigin.IsPreflight(request))
        {
            // Also of a path that there is none of: what a page may not ask for it cannot be told of.
            return new Answer(Results.NoContent(), response => crossOrigin.WritePreflight(request, response));
        }

        if (methods.Count == 0)
        {
            return Problem.Of(FailureCatalogue.PathNotFound());
        }

        return HttpMethods.IsOptions(request.Method)
            ? new Answer(Results.NoContent(), response => response.Headers.Allow = allow)
            : MethodProblem.Of(request, allow);
    }
}
