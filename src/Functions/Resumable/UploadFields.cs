using Microsoft.AspNetCore.Http;
using SmartTransfer.Functions.Headers.Structured;

namespace SmartTransfer.Functions.Resumable;

/// <summary>
/// The fields of a request (4.1). Each is an item of RFC 9651; "Other values MUST cause the entire header field to be ignored", so what
/// is malformed is as if it were not there.
/// </summary>
/// <param name="Complete">Upload-Complete: whether the upload is complete with this request.</param>
/// <param name="OffsetBytes">Upload-Offset: where the body begins, in bytes.</param>
/// <param name="LengthBytes">Upload-Length: length of the whole file, in bytes.</param>
/// <param name="InteropVersion">Upload-Draft-Interop-Version: the version of the draft that the client speaks.</param>
internal readonly record struct UploadFields(bool? Complete, long? OffsetBytes, long? LengthBytes, long? InteropVersion)
{
    private const int MaxChars = 256;

    /// <summary>Reads them.</summary>
    public static UploadFields Of(HttpRequest request) => new(
        Item(request, ResumableProtocol.UploadComplete)?.AsBoolean,
        Bytes(request, ResumableProtocol.UploadOffset),
        Bytes(request, ResumableProtocol.UploadLength),
        Item(request, ResumableProtocol.InteropVersion)?.AsInteger);

    private static long? Bytes(HttpRequest request, string name) => Item(request, name)?.AsInteger is >= 0 and var bytes ? bytes : null;

    private static BareItem? Item(HttpRequest request, string name) =>
        StructuredItem.Parse(StructuredDictionary.Join(request.Headers[name]), MaxChars)?.Value;
}
