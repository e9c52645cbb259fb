using Microsoft.AspNetCore.Http;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Network;
using SmartTransfer.Core.Resilience;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Functions.Authorization;
using SmartTransfer.Functions.Headers;
using SmartTransfer.Functions.Http;

namespace SmartTransfer.Functions.Edge;

/// <summary>
/// What every HTTP function runs within: nobody gets past it who may not, nothing that goes wrong leaves it as an exception, no
/// answer goes out without its correlation id, and none to an upload's client without advice.
/// </summary>
public sealed class FunctionEdge(
    FaultAnswers faults,
    CurrentAdvice advice,
    Jitter jitter,
    CrossOrigin crossOrigin,
    Admittance admittance,
    Quota quota,
    RequestClock requests)
{
    /// <summary>Runs a function's work that has to do with no upload, and is for anybody.</summary>
    public async Task<IResult> RunAsync(HttpRequest request, Func<Task<IResult>> work)
    {
        var result = await CatchAsync(request, work);
        return new Answer(result, response => Write(request, response));
    }

    /// <summary>Runs a function's work for an upload's client that names no upload yet.</summary>
    /// <param name="request">The request.</param>
    /// <param name="work">The work.</param>
    /// <param name="refuse">A refusal in the words of the client's protocol; null for <see cref="Problem.Of(Failure)"/>.</param>
    /// <param name="bringsBytes">Whether the request's body is a part of a file.</param>
    public Task<IResult> RunUploadAsync(
        HttpRequest request, Func<Task<IResult>> work, Func<Failure, IResult>? refuse = null, bool bringsBytes = false) =>
        AdmitAsync(request, null, Right.Token, _ => work(), refuse, bringsBytes);

    /// <summary>Answers an upload's client whose request cannot be what it means, without asking who it is.</summary>
    public Task<IResult> RefuseAsync(HttpRequest request, IResult refusal) =>
        AdviseAsync(request, async () => (await CatchAsync(request, () => Task.FromResult(refusal)), null));

    /// <summary>Runs a function's work on the upload that the path names.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The upload's id, as the path has it.</param>
    /// <param name="work">The work.</param>
    /// <param name="right">What the request needs, where tokens are asked for.</param>
    /// <param name="refuse">A refusal in the words of the client's protocol; null for <see cref="Problem.Of(Failure)"/>.</param>
    /// <param name="bringsBytes">Whether the request's body is a part of a file.</param>
    public Task<IResult> RunAsync(
        HttpRequest request,
        string id,
        Func<NamedUpload, Task<IResult>> work,
        Right right = Right.Upload,
        Func<Failure, IResult>? refuse = null,
        bool bringsBytes = false) =>
        UploadId.TryParse(id, out var upload)
            ? AdmitAsync(request, upload, right, work, refuse, bringsBytes)
            : RefuseAsync(request, (refuse ?? Problem.Of)(FailureCatalogue.UploadIdMalformed()));

    private Task<IResult> AdmitAsync(
        HttpRequest request,
        UploadId? upload,
        Right right,
        Func<NamedUpload, Task<IResult>> work,
        Func<Failure, IResult>? refuse,
        bool bringsBytes) => AdviseAsync(request, async () =>
    {
        requests.Start(request.HttpContext);

        // What this instance knows of an upload is for those who may know that it is there.
        UploadId? admitted = null;
        var result = await CatchAsync(request, async () =>
        {
            if (!(await admittance.CheckAsync(request, right, upload)).TryGet(out var named, out var refused))
            {
                return (refuse ?? Problem.Of)(refused);
            }

            admitted = upload;
            var (tooMuch, body) = await quota.CheckAsync(request, bringsBytes);
            if (tooMuch is not null)
            {
                return (refuse ?? Problem.Of)(tooMuch);
            }

            if (body is null)
            {
                return await work(named);
            }

            try
            {
                return await work(named);
            }
            finally
            {
                await quota.SettleAsync(body);
            }
        });
        return (result, admitted);
    });

    private async Task<IResult> AdviseAsync(HttpRequest request, Func<Task<(IResult Result, UploadId? Upload)>> work)
    {
        var (result, upload) = await work();
        var current = advice.Of(upload, GivenAdvice.Of(request.HttpContext));
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
