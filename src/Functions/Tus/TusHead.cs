using System.Globalization;
using Microsoft.AspNetCore.Http;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Core.Concatenation;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Streams;
using SmartTransfer.Functions.Http;

namespace SmartTransfer.Functions.Tus;

/// <summary>HEAD of an upload: where to go on. Completes on the way what an instance that died left all but complete.</summary>
/// <remarks>
/// Core protocol, HEAD: "The Server MUST always include the Upload-Offset header in the response for a HEAD request, even if the offset is
/// 0, or the upload is already considered completed. If the size of the upload is known, the Server MUST include the Upload-Length header
/// in the response. If the resource is not found, the Server SHOULD return either the 404 Not Found, 410 Gone or 403 Forbidden status
/// without the Upload-Offset header. ... The Server MUST prevent the client and/or proxies from caching the response by adding the
/// Cache-Control: no-store header to the response."
/// Creation: "As long as the length of the upload is not known, the Server MUST set Upload-Defer-Length: 1 in all responses to HEAD
/// requests. ... If an upload contains additional metadata, responses to HEAD requests MUST include the Upload-Metadata header and its
/// value as specified by the Client during the creation."
/// Concatenation: "The response to a HEAD request for a final upload SHOULD NOT contain the Upload-Offset header unless the
/// concatenation has
/// been successfully finished. After successful concatenation, the Upload-Offset and Upload-Length MUST be set and their values MUST be
/// equal. ... The response to a HEAD request for a partial upload MUST contain the Upload-Offset header. ... Response to HEAD
/// request against
/// partial or final upload MUST include the Upload-Concat header and its value as received in the upload creation request."
/// What is wrong for the moment only is 503: on any other 4xx tus-js-client forgets the upload and starts again.
/// </remarks>
internal sealed class TusHead(AdvanceFinal advanceFinal) : ITusVerb
{
    private static readonly TusRule[] Preconditions = [TusRules.VersionIsSupported];

    public string Method => HttpMethods.Head;

    public bool? OnUpload => true;

    public async Task<IResult> RunAsync(HttpRequest request, NamedUpload upload)
    {
        if (Preconditions.FirstBroken(request) is { } broken)
        {
            return TusProblem.Of(broken);
        }

        var outcome = await advanceFinal.FindPositionAsync(upload, request.HttpContext.RequestAborted);
        return outcome.TryGet(out var position, out var failure)
            ? TusHeaders.Answer(request, StatusCodes.Status200OK, position, headers => Write(headers, position))
            : TusProblem.Of(failure);
    }

    private static void Write(IHeaderDictionary headers, StreamPosition position)
    {
        if (position.Session.LengthBytes is { } length)
        {
            headers[TusProtocol.UploadLength] = length.ToString(CultureInfo.InvariantCulture);
        }
        else
        {
            headers[TusProtocol.UploadDeferLength] = "1";
        }

        if (UploadConcat.FieldOf(position.Session) is { } concat)
        {
            headers[TusProtocol.UploadConcat] = concat;
        }

        if (position.Session.Notes.TryGetValue(TusMetadata.Note, out var metadata))
        {
            headers[TusProtocol.UploadMetadata] = metadata;
        }
    }
}
