using Microsoft.AspNetCore.Http;
using SmartTransfer.Core.Failures;
using SmartTransfer.Functions.Http;

namespace SmartTransfer.Functions.Uploads;

/// <summary>
/// Sends a file by the framework's means, and adds the problem details that it leaves out where a range cannot be met.
/// </summary>
internal sealed class CompletedFile(IResult file, long lengthBytes) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        await file.ExecuteAsync(httpContext);
        var response = httpContext.Response;
        if (response.StatusCode == StatusCodes.Status416RangeNotSatisfiable && !response.HasStarted)
        {
            response.Headers.ContentDisposition = default;
            response.Headers["Repr-Digest"] = default;
            await Problem.Of(FailureCatalogue.RangeNotSatisfiable(lengthBytes)).ExecuteAsync(httpContext);
        }
    }
}
