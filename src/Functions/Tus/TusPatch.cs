using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Streams;
using SmartTransfer.Functions.Headers;
using SmartTransfer.Functions.Http;

namespace SmartTransfer.Functions.Tus;

/// <summary>PATCH of an upload: takes bytes in at its end; the file is there with the last of them.</summary>
/// <remarks>
/// Core protocol, PATCH: "All PATCH requests MUST use Content-Type: application/offset+octet-stream, otherwise the server SHOULD return a
/// 415 Unsupported Media Type status. The Upload-Offset header's value MUST be equal to the current offset of the resource. ... If the
/// offsets do not match, the Server MUST respond with the 409 Conflict status without modifying the upload resource. ... The Server MUST
/// acknowledge successful PATCH requests with the 204 No Content status. It MUST include the Upload-Offset header containing the new
/// offset. ... The Server SHOULD always attempt to store as much of the received data as possible."
/// Creation: "If the length was deferred using Upload-Defer-Length: 1, the Client MUST set the Upload-Length header in the next PATCH
/// request, once the length is known. Once set the length MUST NOT be changed."
/// Checksum: "Once the entire request has been received, the Server MUST verify the uploaded chunk against the provided checksum ...
/// 1) 400 Bad Request if the checksum algorithm is not supported by the server, 2) 460 Checksum Mismatch if the checksums mismatch ...
/// In the first two cases the uploaded chunk MUST be discarded, and the upload and its offset MUST NOT be updated."
/// </remarks>
internal sealed class TusPatch(AppendStream appendStream, ILogger<TusPatch> log) : ITusVerb
{
    private static readonly TusRule[] Preconditions =
    [
        TusRules.VersionIsSupported,
        TusRules.BodyIsOffsetOctetStream,
        TusRules.BodyIsNotEncoded,
        TusRules.OffsetIsGiven,
        TusRules.LengthIsUsableIfGiven,
        TusRules.ChecksumIsUsable,
    ];

    public string Method => HttpMethods.Patch;

    public bool? OnUpload => true;

    public bool BringsBytes => true;

    public async Task<IResult> RunAsync(HttpRequest request, NamedUpload upload)
    {
        if (Preconditions.FirstBroken(request) is { } broken)
        {
            return TusProblem.Of(broken);
        }

        var offset = TusRules.Number(request, TusProtocol.UploadOffset)!.Value;
        if (!TransferPrefix.Read(request.Headers, offset).TryGet(out var prefix, out var unreadable))
        {
            return TusProblem.Of(unreadable);
        }

        using var checksum = UploadChecksum.Of(request);
        var append = Read(
            request,
            upload.Id,
            offset,
            TusRules.Number(request, TusProtocol.UploadLength),
            checksum,
            log) with
        { PrefixCrc64 = prefix.Crc64 };
        var outcome = await appendStream.RunAsync(append, request.HttpContext.RequestAborted);
        return outcome.TryGet(out var position, out var failure)
            ? TusHeaders.Answer(request, StatusCodes.Status204NoContent, position)
            : TusProblem.Of(failure);
    }

    /// <summary>A request's body as a part of an upload.</summary>
    internal static AppendRequest Read(
        HttpRequest request, UploadId id, long offset, long? declaredLength, IStreamDigest? digest, ILogger log)
    {
        BodySizeLimit.Lift(request);

        return new AppendRequest(
            id,
            offset,
            request.ContentLength,
            declaredLength,
            digest,
            request.Body)
        { Dialect = TusProtocol.Dialect, Report = TransferReportHeader.Read(request.Headers, log) };
    }
}
