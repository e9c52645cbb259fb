using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Streams;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Functions.Authorization;
using SmartTransfer.Functions.Edge;
using SmartTransfer.Functions.Headers;
using SmartTransfer.Functions.Http;

namespace SmartTransfer.Functions.Tus;

/// <summary>POST: starts an upload, and takes its first bytes in.</summary>
/// <remarks>
/// Creation: "The request MUST include one of the following headers: a) Upload-Length to indicate the size of an entire upload in bytes.
/// b) Upload-Defer-Length: 1 if upload size is not known at the time. If the Upload-Defer-Length header contains any other value than 1
/// the server should return a 400 Bad Request status. ... The Upload-Length header MAY be set to 0, indicating that the Client wants to
/// upload an empty file. Such an upload is immediately complete after its creation without transferring data using PATCH requests. ...
/// If the length of the upload exceeds the maximum ... the Server MUST respond with the 413 Request Entity Too Large status. The Server
/// MUST acknowledge a successful upload creation with the 201 Created status. The Server MUST set the Location header to the URL of the
/// created resource. This URL MAY be absolute or relative."
/// Creation With Upload: "The Client MUST include the Content-Type: application/offset+octet-stream header. The Server SHOULD accept as
/// many bytes as possible and MUST include the Upload-Offset header in the response and MUST set its value to the offset of the upload
/// after applying the accepted bytes."
/// </remarks>
internal sealed class TusPost(StartUpload startUpload, ClientIdentity identity, Quota quota, AppendStream appendStream, CompleteUpload completeUpload, CancelUpload cancelUpload, FindPosition findPosition, PrefixCache prefixes, TusPostFinal postFinal, ILogger<TusPost> log) : ITusVerb
{
    private const string Nameless = "file";

    // What refuses the body that came with a creation for good; the upload was made for it alone.
    private static readonly string[] Refusals = ["stream-digest-mismatch", "stream-past-end", "header-invalid", "checksum-algorithm-unsupported", "length-too-large"];

    private static readonly TusRule[] Preconditions =
    [
        TusRules.VersionIsSupported,
        TusRules.ConcatenationIsUsable,
        TusRules.FinalUploadHasItsPartsAlone,
        TusRules.LengthIsGivenOrDeferred,
        TusRules.BodyIsAbsentOrOffsetOctetStream,
        TusRules.BodyIsNotEncoded,
        TusRules.ChecksumIsUsable,
    ];

    public string Method => HttpMethods.Post;

    public bool? OnUpload => false;

    public bool BringsBytes => true;

    public async Task<IResult> RunAsync(HttpRequest request, UploadId id)
    {
        if (Preconditions.FirstBroken(request) is { } broken)
        {
            return TusProblem.Of(broken);
        }

        if (!identity.TryRead(request, out var client, out var unknown))
        {
            return TusProblem.Of(unknown);
        }

        if (!TusMetadata.Read(request).TryGet(out var metadata, out var failure))
        {
            return TusProblem.Of(failure);
        }

        var length = TusRules.Number(request, TusProtocol.UploadLength);
        if (request.ContentLength > length)
        {
            return TusProblem.Of(FailureCatalogue.StreamPastEnd(0, length.Value));
        }

        var concat = UploadConcat.Read(request).Value;
        var wanted = new NewUpload(metadata.FileName ?? Nameless, length, metadata.ContentType, ExpectedDigests.None, metadata.Others, metadata.Field)
        {
            Client = client,
            Owner = Caller.Of(request).Owner,
            Opener = quota.OpenerOf(request),
            Role = concat.Role,
            Parts = concat.Parts,
            TusConcat = concat.Field,
        };
        if (concat.Role is UploadRole.Final)
        {
            return await postFinal.RunAsync(request, wanted);
        }

        if (!(await startUpload.RunAsync(wanted, request.HttpContext.RequestAborted)).TryGet(out var started, out failure))
        {
            return TusProblem.Of(failure);
        }

        return await FirstBytesAsync(request, started);
    }

    private async Task<IResult> FirstBytesAsync(HttpRequest request, UploadStatus started)
    {
        var session = started.Session;
        if (session.LengthBytes == 0)
        {
            var completed = await completeUpload.RunAsync(session.Id, CompletionRequest.Plain, CancellationToken.None);
            return completed.TryGet(out session, out var failure) ? Created(request, new StreamPosition(session, 0, null, started.Advice)) : TusProblem.Of(failure);
        }

        // Nothing of a new upload is there yet, which saves the first body a block list.
        prefixes.Learn(session.Id, default);
        if (!TusRules.IsOffsetOctetStream(request) || request.ContentLength == 0)
        {
            return Created(request, new StreamPosition(session, 0, started.ExpiresAt, started.Advice));
        }

        using var checksum = UploadChecksum.Of(request);
        var outcome = await appendStream.RunAsync(TusPatch.Read(request, session.Id, 0, null, checksum, log), request.HttpContext.RequestAborted);
        if (outcome.TryGet(out var position, out var refused))
        {
            return Created(request, position);
        }

        if (Refusals.Contains(refused.Code))
        {
            _ = await cancelUpload.RunAsync(session.Id, CancellationToken.None);
            return TusProblem.Of(refused);
        }

        // The upload is there, with what could be taken in; the client goes on from its offset.
        return (await findPosition.RunAsync(session.Id, CancellationToken.None)).TryGet(out position, out var lost) ? Created(request, position) : TusProblem.Of(lost);
    }

    internal static Answer Created(HttpRequest request, StreamPosition position) => new(Results.StatusCode(StatusCodes.Status201Created), response =>
    {
        // A path, not a URL: behind the Functions host the worker does not know the name it is called by.
        response.Headers.Location = $"{request.PathBase}{request.Path.Value!.TrimEnd('/')}/{position.Session.Id.Value}";
        TusHeaders.Write(response.Headers, position);
    });
}
