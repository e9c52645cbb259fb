using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Streams;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Functions.Authorization;
using SmartTransfer.Functions.Edge;
using SmartTransfer.Functions.Headers;
using SmartTransfer.Functions.Http;
using SmartTransfer.Functions.Tus;

namespace SmartTransfer.Functions.Resumable;

/// <summary>POST: starts an upload, and takes in what comes with the start, be it nothing or the whole file.</summary>
/// <remarks>
/// 4.2.2: "If the Upload-Complete request header field is set to true, the client intends to transfer the entire representation data in one
/// request. ... If the Upload-Complete request header field is set to false ... the server MUST include the Location response header field
/// pointing to the upload resource and MUST include the Upload-Limit header field ... Servers are RECOMMENDED to use the 201 (Created)
/// status code. The server MUST record the representation's length ... if the Upload-Length or Upload-Complete: ?1 header fields are
/// included in the request. ... The server might not process the entire request content when the upload is interrupted ... the server
/// SHOULD append as much of the request content as possible to the upload resource ... the upload resource MUST NOT be considered
/// complete then."
/// </remarks>
internal sealed class ResumablePost(
    StartGate startGate,
    StartStream startStream,
    ResumableAnswers answers,
    ClientIdentity identity,
    Quota quota,
    LimitOptions limits,
    ILogger<ResumablePost> log)
{
    public async Task<IResult> RunAsync(HttpRequest request)
    {
        var fields = UploadFields.Of(request);
        if ((answers.VersionOf(request).Failure ?? Broken(request, fields)) is { } broken)
        {
            return answers.Problem(request, broken);
        }

        if (!identity.TryRead(request, out var client, out var failure)
            || !FileDescription.Read(request, limits.MaxMetadataBytes).TryGet(out var file, out failure)
            || !ContentDigests.ExpectedOf(request).TryGet(out var expected, out failure)
            || !ContentDigests.TryRead(request, out var digests, out failure))
        {
            return answers.Problem(request, failure);
        }

        using (digests)
        {
            var wanted = new NewUpload(file.FileName, fields.LengthBytes, file.ContentType, expected, file.Metadata)
            {
                Client = client,
                Owner = Caller.Of(request).Owner,
                Opener = quota.OpenerOf(request),
                Notes = file.Notes,
            };
            var first = ResumablePatch.Read(request, default, 0, fields, digests, log);
            var gone = request.HttpContext.RequestAborted;
            var outcome = await startGate.RunAsync(
                request,
                wanted,
                ResumableProtocol.Dialect,
                asked => startStream.RunAsync(asked, first, gone),
                upload => startStream.StandingAsync(upload, first, gone));
            if (!outcome.TryGet(out var position, out failure))
            {
                return answers.Problem(request, failure);
            }

            var location = PublicAddress.Of(request).LocationOf(request, position.Session.Id);
            return position.Session.State is UploadState.Completed
                ? answers.Final(request, position, location)
                : answers.Position(request, StatusCodes.Status201Created, position, headers => headers.Location = location);
        }
    }

    private static Failure? Broken(HttpRequest request, UploadFields fields)
    {
        if (fields.Complete is null)
        {
            return ResumablePatch.CompleteMissing(request);
        }

        return Multipart.IsIn(request, out var type)
            ? FailureCatalogue.MediaTypeUnsupported(type, "the file's own media type, or none")
            : TusRules.BodyIsNotEncoded(request);
    }
}
