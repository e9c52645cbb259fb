using Microsoft.AspNetCore.Routing.Matching;

namespace SmartTransfer.LocalHost.Routing;

/// <summary>
/// Passes over functions that do not answer the request's verb. Where none is left the answer is 404, as the Functions host
/// gives it, and not the 405 that routing's own verb metadata would bring.
/// </summary>
internal sealed class VerbMatcherPolicy : MatcherPolicy, IEndpointSelectorPolicy
{
    public override int Order => 0;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) =>
        endpoints.Any(endpoint => endpoint.Metadata.GetMetadata<Verbs>() is not null);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        for (var i = 0; i < candidates.Count; i++)
        {
            if (candidates.IsValidCandidate(i)
                && candidates[i].Endpoint.Metadata.GetMetadata<Verbs>() is { } verbs
                && !verbs.Function.Answers(httpContext.Request.Method))
            {
                candidates.SetValidity(i, false);
            }
        }

        return Task.CompletedTask;
    }
}
