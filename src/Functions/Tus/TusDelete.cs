using Microsoft.AspNetCore.Http;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Streams;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Functions.Authorization;

namespace SmartTransfer.Functions.Tus;

/// <summary>DELETE of an upload: gives it up, or removes its file.</summary>
/// <remarks>
/// Termination: "When receiving a DELETE request for an existing upload the Server SHOULD free associated resources and MUST respond with
/// the 204 No Content status confirming that the upload was terminated. For all future requests to this URL, the Server SHOULD respond
/// with the 404 Not Found or 410 Gone status." The extension is "to terminate completed and unfinished uploads".
/// </remarks>
internal sealed class TusDelete(CancelUpload cancelUpload, FindPosition findPosition, PrefixCache prefixes) : ITusVerb
{
    private static readonly TusRule[] Preconditions = [TusRules.VersionIsSupported];

    public string Method => HttpMethods.Delete;

    public bool? OnUpload => true;

    public async Task<IResult> RunAsync(HttpRequest request, UploadId id)
    {
        if (Preconditions.FirstBroken(request) is { } broken)
        {
            return TusProblem.Of(broken);
        }

        // Asked first: an upload that was terminated before is gone, and what is left of it is discarded once more.
        var before = await findPosition.RunAsync(id, request.HttpContext.RequestAborted);
        prefixes.Forget(id);

        // The address alone gives an upload up; its file only a token removes, however the upload stood when the request was let in.
        var caller = Caller.Of(request);
        var outcome = await (caller.IsVerified ? cancelUpload.TerminateAsync(id, CancellationToken.None) : cancelUpload.RunAsync(id, CancellationToken.None));
        var failure = before.Failure is { Code: "upload-cancelled" } gone ? gone : outcome.Failure;
        if (failure is { Code: "upload-completed" } && !caller.IsVerified)
        {
            failure = Admittance.TokenNeeded(caller);
        }

        return failure is null ? Results.NoContent() : TusProblem.Of(failure);
    }
}
