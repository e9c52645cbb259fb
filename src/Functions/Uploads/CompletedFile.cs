using Microsoft.AspNetCore.Http;
using SmartTransfer.Core.Failures;
using SmartTransfer.Functions.Http;

namespace SmartTransfer.Functions.Uploads;

/// <summary>
/// Sends a file by the framework's means, and adds the problem details that it leaves out where a range or a condition cannot
/// be met.
/// </summary>
internal sealed class CompletedFile(IResult file, long lengthBytes) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        await file.ExecuteAsync(httpContext);
        var response = httpContext.Response;
        var failure = response.StatusCode switch
        {
            StatusCodes.Status412PreconditionFailed => FailureCatalogue.PreconditionFailed(),
            StatusCodes.Status416RangeNotSatisfiable => FailureCatalogue.RangeNotSatisfiable(lengthBytes),
            _ => null,
        };
        if (failure is not null && !response.HasStarted)
        {
            response.Headers.ContentDisposition = default;
            response.Headers["Repr-Digest"] = default;
            await Problem.Of(failure).ExecuteAsync(httpContext);
        }
    }
}
