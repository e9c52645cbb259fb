using Microsoft.AspNetCore.Http;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Functions.Http;

/// <summary>What every HTTP function runs within: nothing that goes wrong leaves it as an exception.</summary>
public sealed class Edge(FaultAnswers faults)
{
    /// <summary>Runs a function's work.</summary>
    public async Task<IResult> RunAsync(HttpRequest request, Func<Task<IResult>> work)
    {
        IResult result;
        try
        {
            result = await work();
        }
        catch (Exception fault)
        {
            result = faults.For(fault, request.HttpContext);
        }

        return result as Answer ?? new Answer(result);
    }

    /// <summary>Runs a function's work on the upload that the path names.</summary>
    public Task<IResult> RunAsync(HttpRequest request, string id, Func<UploadId, Task<IResult>> work) =>
        RunAsync(request, async () => UploadId.TryParse(id, out var upload) ? await work(upload) : Problem.Of(FailureCatalogue.UploadIdMalformed()));
}
