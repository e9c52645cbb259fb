using Microsoft.AspNetCore.Http;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Network;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Functions.Cors;
using SmartTransfer.Functions.Headers;

namespace SmartTransfer.Functions.Http;

/// <summary>What every HTTP function runs within: nothing that goes wrong leaves it as an exception, and no answer goes out without its correlation id, and none to an upload's client without advice.</summary>
public sealed class Edge(FaultAnswers faults, CurrentAdvice advice, Jitter jitter, CrossOrigin crossOrigin)
{
    /// <summary>Runs a function's work that has to do with no upload.</summary>
    public async Task<IResult> RunAsync(HttpRequest request, Func<Task<IResult>> work)
    {
        var result = await CatchAsync(request, work);
        return new Answer(result, response => Write(request, response));
    }

    /// <summary>Runs a function's work for an upload's client that names no upload yet.</summary>
    public Task<IResult> RunUploadAsync(HttpRequest request, Func<Task<IResult>> work) => AdviseAsync(request, null, work);

    /// <summary>Runs a function's work on the upload that the path names.</summary>
    public Task<IResult> RunAsync(HttpRequest request, string id, Func<UploadId, Task<IResult>> work) => UploadId.TryParse(id, out var upload)
        ? AdviseAsync(request, upload, () => work(upload))
        : AdviseAsync(request, null, () => Task.FromResult(Problem.Of(FailureCatalogue.UploadIdMalformed())));

    private async Task<IResult> AdviseAsync(HttpRequest request, UploadId? upload, Func<Task<IResult>> work)
    {
        var result = await CatchAsync(request, work);
        var current = advice.Of(upload);
        return new Answer(
            result is Problem problem ? problem.Advised(current, jitter) : result,
            response =>
            {
                AdviceHeader.Write(response.Headers, current);
                Write(request, response);
            });
    }

    private async Task<IResult> CatchAsync(HttpRequest request, Func<Task<IResult>> work)
    {
        using var entered = faults.Enter(request.HttpContext);
        try
        {
            return faults.Noted(await work(), request.HttpContext);
        }
        catch (Exception fault)
        {
            return faults.Noted(faults.For(fault, request.HttpContext), request.HttpContext);
        }
    }

    private void Write(HttpRequest request, HttpResponse response)
    {
        response.Headers[Correlation.Header] = Correlation.IdOf(request.HttpContext);
        crossOrigin.Write(request, response);
    }
}
