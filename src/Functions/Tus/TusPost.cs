using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Core.Concatenation;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Options;
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
/// <para>
/// Concatenation: "In order to indicate that this upload is the concatenation of multiple partial uploads the Client MUST set Upload-Concat
/// to final followed by a semicolon and a list of partial upload URLs. ... The Client MAY send the concatenation request while the partial
/// uploads are still in progress. ... The length of the final upload MUST be the sum of the length of all partial uploads."
/// </para>
/// </remarks>
internal sealed class TusPost(
    StartGate startGate,
    StartStream startStream,
    AdvanceFinal advanceFinal,
    ClientIdentity identity,
    Quota quota,
    LimitOptions limits,
    ILogger<TusPost> log) : ITusVerb
{
    private const string Nameless = "file";

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

    public async Task<IResult> RunAsync(HttpRequest request, NamedUpload upload)
    {
        if (Preconditions.FirstBroken(request) is { } broken)
        {
            return TusProblem.Of(broken);
        }

        if (!identity.TryRead(request, out var client, out var unknown))
        {
            return TusProblem.Of(unknown);
        }

        if (!TusMetadata.Read(request, limits.MaxMetadataBytes).TryGet(out var metadata, out var failure))
        {
            return TusProblem.Of(failure);
        }

        var concat = UploadConcat.Read(request).Value;
        var wanted = new NewUpload(
            metadata.FileName ?? Nameless,
            TusRules.Number(request, TusProtocol.UploadLength),
            metadata.ContentType,
            ExpectedDigests.None,
            metadata.Others)
        {
            Client = client,
            Owner = Caller.Of(request).Owner,
            Opener = quota.OpenerOf(request),
            Payer = concat.Role is UploadRole.Final ? quota.PayerOf(request) : null,
            Role = concat.Role,
            Parts = concat.Parts,
            Notes = NotesOf(metadata, concat),
        };
        var gone = request.HttpContext.RequestAborted;
        var outcome = await startGate.RunAsync(
            request,
            wanted,
            TusProtocol.Dialect,
            asked => asked.Role is UploadRole.Final ? advanceFinal.StartAsync(asked, gone) : StartAsync(request, asked),
            upload => advanceFinal.FindPositionAsync(upload, gone));
        return outcome.TryGet(out var position, out failure)
            ? TusHeaders.Answer(
                request,
                StatusCodes.Status201Created,
                position,
                headers => headers.Location = PublicAddress.Of(request).LocationOf(request, position.Session.Id))
            : TusProblem.Of(failure);
    }

    private async Task<Outcome<StreamPosition>> StartAsync(HttpRequest request, NewUpload wanted)
    {
        if (!TusRules.IsOffsetOctetStream(request))
        {
            return await startStream.RunAsync(wanted, null, request.HttpContext.RequestAborted);
        }

        using var checksum = UploadChecksum.Of(request);
        return await startStream.RunAsync(
            wanted, TusPatch.Read(request, default, 0, null, checksum, log), request.HttpContext.RequestAborted);
    }

    private static Dictionary<string, string> NotesOf(TusMetadata metadata, UploadConcat concat)
    {
        var notes = new Dictionary<string, string>();
        if (metadata.Field is { } field)
        {
            notes[TusMetadata.Note] = field;
        }

        if (concat.Note is { } parts)
        {
            notes[UploadConcat.NoteName] = parts;
        }

        return notes;
    }
}
