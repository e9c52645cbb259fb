using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using SmartTransfer.Core.Identity;

namespace SmartTransfer.Functions.Resumable;

/// <summary>The names of resumable uploads over HTTP (draft-ietf-httpbis-resumable-upload-12).</summary>
internal static class ResumableProtocol
{
    /// <summary>The protocol as the domain measures by it.</summary>
    public static readonly Dialect Dialect = new("resumable");

    public const string PartialUpload = "application/partial-upload";

    public const string InteropVersion = "Upload-Draft-Interop-Version";
    public const string UploadComplete = "Upload-Complete";
    public const string UploadLength = "Upload-Length";
    public const string UploadLimit = "Upload-Limit";
    public const string UploadOffset = "Upload-Offset";
    public const string AcceptPatch = "Accept-Patch";
    public const string ContentDigest = "Content-Digest";
    public const string ReprDigest = "Repr-Digest";

    private const string ProblemTypes = "https://iana.org/assignments/http-problem-types#";

    public const string MismatchingOffset = ProblemTypes + "mismatching-upload-offset";
    public const string InconsistentLength = ProblemTypes + "inconsistent-upload-length";
    public const string CompletedUpload = ProblemTypes + "completed-upload";

    /// <summary>Whether a request's body is a piece of an upload, by its type.</summary>
    public static bool BringsPiece(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && type.MediaType.Equals(PartialUpload, StringComparison.OrdinalIgnoreCase);
}
