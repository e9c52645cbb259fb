using Microsoft.AspNetCore.Http;
using SmartTransfer.Core.Concatenation;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Functions.Authorization;

namespace SmartTransfer.Functions.Resumable;

/// <summary>DELETE of an upload: gives it up, or removes its file.</summary>
/// <remarks>
/// 4.5.2: "Upon receiving a DELETE request, the server SHOULD deactivate the upload resource. The server SHOULD terminate any in-flight
/// requests to the upload resource before sending the response".
/// </remarks>
internal sealed class ResumableDelete(TerminateUpload terminateUpload, ResumableAnswers answers)
{
    public async Task<IResult> RunAsync(HttpRequest request, NamedUpload upload)
    {
        if (answers.VersionOf(request).Failure is { } unserved)
        {
            return answers.Problem(request, unserved);
        }

        // The address alone gives an upload up; its file only a token removes, however the upload stood when the request was let in.
        var caller = Caller.Of(request);
        var failure = await terminateUpload.RunAsync(upload, removesFile: caller.IsVerified, request.HttpContext.RequestAborted);
        return failure switch
        {
            null => Results.NoContent(),
            { Code: FailureCodes.UploadCompleted or FailureCodes.UploadCommitting } when !caller.IsVerified =>
                answers.Problem(request, Admittance.TokenNeeded(caller)),
            _ => answers.Problem(request, failure),
        };
    }
}
