using Microsoft.AspNetCore.Http;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Core.Concatenation;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Functions.Authorization;

namespace SmartTransfer.Functions.Tus;

/// <summary>DELETE of an upload: gives it up, or removes its file.</summary>
/// <remarks>
/// Termination: "When receiving a DELETE request for an existing upload the Server SHOULD free associated resources and MUST respond with
/// the 204 No Content status confirming that the upload was terminated. For all future requests to this URL, the Server SHOULD respond
/// with the 404 Not Found or 410 Gone status." The extension is "to terminate completed and unfinished uploads".
/// </remarks>
internal sealed class TusDelete(TerminateUpload terminateUpload) : ITusVerb
{
    private static readonly TusRule[] Preconditions = [TusRules.VersionIsSupported];

    public string Method => HttpMethods.Delete;

    public bool? OnUpload => true;

    public async Task<IResult> RunAsync(HttpRequest request, NamedUpload upload)
    {
        if (Preconditions.FirstBroken(request) is { } broken)
        {
            return TusProblem.Of(broken);
        }

        // The address alone gives an upload up; its file only a token removes, however the upload stood when the request was let in.
        var caller = Caller.Of(request);
        var failure = await terminateUpload.RunAsync(upload, removesFile: caller.IsVerified, request.HttpContext.RequestAborted);
        return failure switch
        {
            null => Results.NoContent(),
            { Code: FailureCodes.UploadCompleted or FailureCodes.UploadCommitting } when !caller.IsVerified =>
                TusProblem.Of(Admittance.TokenNeeded(caller)),
            _ => TusProblem.Of(failure),
        };
    }
}
