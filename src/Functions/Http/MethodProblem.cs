using Microsoft.AspNetCore.Http;
using SmartTransfer.Core.Failures;

namespace SmartTransfer.Functions.Http;

/// <summary>405 with Allow: the address is there, and not for this method.</summary>
internal static class MethodProblem
{
    /// <param name="request">The request.</param>
    /// <param name="allow">The methods that the address supports, as the field Allow has them.</param>
    public static IResult Of(HttpRequest request, string allow) => Problem.Of(
        FailureCatalogue.MethodNotAllowed(request.Method, allow),
        StatusCodes.Status405MethodNotAllowed,
        response => response.Headers.Allow = allow);
}
