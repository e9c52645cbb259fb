using Microsoft.AspNetCore.Http;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Core.Concatenation;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Streams;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Functions.Tus;

/// <summary>POST of a final upload, which is put together from partial uploads.</summary>
/// <remarks>
/// Concatenation: "In order to indicate that this upload is the concatenation of multiple partial uploads the Client MUST set Upload-Concat
/// to final followed by a semicolon and a list of partial upload URLs. ... The Client MAY send the concatenation request while the partial
/// uploads are still in progress. ... The length of the final upload MUST be the sum of the length of all partial uploads. ... The Server
/// MAY delete partial uploads after concatenation. They MAY however be used multiple times to form a final resource."
/// What cannot be done within <see cref="ConcatenationOptions.RequestTime"/> is done after the answer: by whoever asks for the upload, and by a timer.
/// </remarks>
internal sealed class TusPostFinal(StartFinalUpload startFinal, ConcatenateUploads concatenate, ConcatenationOptions options)
{
    public async Task<IResult> RunAsync(HttpRequest request, NewUpload wanted)
    {
        if (!(await startFinal.RunAsync(wanted, request.HttpContext.RequestAborted)).TryGet(out var started, out var failure))
        {
            return TusProblem.Of(failure);
        }

        var outcome = await ConcatenateAsync(started.Session);
        return outcome.TryGet(out var session, out failure)
            ? TusPost.Created(request, new StreamPosition(session, session.LengthBytes ?? 0, null, started.Advice))
            : TusProblem.Of(failure);
    }

    private async Task<Outcome<UploadSession>> ConcatenateAsync(UploadSession started)
    {
        try
        {
            var outcome = await concatenate.RunAsync(started.Id, options.RequestTime, CancellationToken.None);
            return outcome switch
            {
                { Failure: null } => outcome.Value.Session,
                { Failure: { Code: FailureCatalogue.UploadRejectedCode } lost } => lost,
                _ => started,
            };
        }
        catch (StorageUnavailableException)
        {
            // The upload is there and will be gone on with: a client that heard of a fault would start another one.
            return started;
        }
    }
}
