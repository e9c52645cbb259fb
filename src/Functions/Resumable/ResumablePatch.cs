using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Streams;
using SmartTransfer.Functions.Headers;
using SmartTransfer.Functions.Http;
using SmartTransfer.Functions.Tus;

namespace SmartTransfer.Functions.Resumable;

/// <summary>PATCH: takes bytes in at the upload's end, and completes it where the client says that these are the last.</summary>
/// <remarks>
/// 4.4.2: "If the Upload-Offset request header field value does not match the current offset, the server MUST reject the request with a 409
/// (Conflict) status code and the Upload-Complete header field set to false. The response MUST include the correct offset ... If the
/// Upload-Complete request header field is set to true ... If the request content was fully processed, the upload is marked as complete ...
/// If the Upload-Complete request header field is set to false ... the server acknowledges the appended data by sending a 2xx (Successful)
/// response with the Upload-Complete header field set to false. ... If the representation's length is known, the server MUST prevent the
/// offset from exceeding the representation's length by rejecting the request once the offset exceeds the length, marking the upload
/// resource invalid and rejecting any further interaction with it."
/// </remarks>
internal sealed class ResumablePatch(AppendStream appendStream, ResumableAnswers answers, ILogger<ResumablePatch> log)
{
    private const string WantOffset = "the offset as an integer, such as 1024";
    private const string WantComplete = "?1 if the upload is complete with this request, otherwise ?0";

    public async Task<IResult> RunAsync(HttpRequest request, NamedUpload upload)
    {
        var fields = UploadFields.Of(request);
        if (!answers.VersionOf(request).TryGet(out var version, out var failure))
        {
            return answers.Problem(request, failure);
        }

        if (Broken(request, fields) is { } broken)
        {
            return answers.Problem(request, broken);
        }

        var offset = fields.OffsetBytes!.Value;
        if (!TransferPrefix.Read(request.Headers, offset).TryGet(out var prefix, out failure)
            || !ContentDigests.ExpectedOf(request).TryGet(out var expected, out failure)
            || !ContentDigests.TryRead(request, out var digests, out failure))
        {
            return answers.Problem(request, failure);
        }

        using (digests)
        {
            var append = Read(request, upload.Id, offset, fields, digests, log) with
            {
                PrefixCrc64 = prefix.Crc64,
                Expected = fields.Complete is true ? expected : ExpectedDigests.None,
                RefusesCompleted = !version.RepeatsFinalAnswer,
            };
            var outcome = await appendStream.RunAsync(append, request.HttpContext.RequestAborted);
            return !outcome.TryGet(out var position, out failure)
                ? answers.Problem(request, failure)
                : position.Session.State is UploadState.Completed
                ? answers.Final(request, position, PublicAddress.Of(request).AddressOf(request))
                : answers.Position(request, StatusCodes.Status204NoContent, position);
        }
    }

    /// <summary>A request's body as a part of an upload.</summary>
    internal static AppendRequest Read(
        HttpRequest request, UploadId id, long offset, UploadFields fields, IStreamDigest? digest, ILogger log)
    {
        BodySizeLimit.Lift(request);
        return new AppendRequest(id, offset, request.ContentLength, fields.LengthBytes, digest, request.Body)
        {
            Dialect = ResumableProtocol.Dialect,
            Report = TransferReportHeader.Read(request.Headers, log),
            End = fields.Complete is true ? FileEnd.WithBody : FileEnd.Later,
            EndsOlderBodies = true,
        };
    }

    internal static Failure CompleteMissing(HttpRequest request) =>
        FailureCatalogue.HeaderInvalid(
            ResumableProtocol.UploadComplete, request.Headers[ResumableProtocol.UploadComplete].ToString(), WantComplete);

    private static Failure? Broken(HttpRequest request, UploadFields fields) => fields switch
    {
        _ when !ResumableProtocol.BringsPiece(request) =>
            FailureCatalogue.MediaTypeUnsupported(request.ContentType ?? string.Empty, ResumableProtocol.PartialUpload),
        { OffsetBytes: null } => FailureCatalogue.HeaderInvalid(
            ResumableProtocol.UploadOffset, request.Headers[ResumableProtocol.UploadOffset].ToString(), WantOffset),
        { Complete: null } => CompleteMissing(request),
        _ => TusRules.BodyIsNotEncoded(request),
    };
}
