using SmartTransfer.Core.Identity;

namespace SmartTransfer.Functions.Tus;

/// <summary>The names of the tus resumable upload protocol, version 1.0.0 (tus.io/protocols/resumable-upload).</summary>
internal static class TusProtocol
{
    /// <summary>The protocol as the domain measures by it.</summary>
    public static readonly Dialect Dialect = new("tus");

    public const string Version = "1.0.0";
    public const string OffsetOctetStream = "application/offset+octet-stream";

    public const string TusResumable = "Tus-Resumable";
    public const string TusVersion = "Tus-Version";
    public const string TusExtension = "Tus-Extension";
    public const string TusMaxSize = "Tus-Max-Size";
    public const string TusChecksumAlgorithm = "Tus-Checksum-Algorithm";
    public const string UploadOffset = "Upload-Offset";
    public const string UploadLength = "Upload-Length";
    public const string UploadDeferLength = "Upload-Defer-Length";
    public const string UploadMetadata = "Upload-Metadata";
    public const string UploadExpires = "Upload-Expires";
    public const string UploadChecksum = "Upload-Checksum";
    public const string UploadConcat = "Upload-Concat";
    public const string MethodOverride = "X-HTTP-Method-Override";

    private const string Extensions = "creation,creation-with-upload,creation-defer-length,expiration,checksum,termination,concatenation,concatenation-unfinished";

    /// <summary>The extensions that are offered.</summary>
    /// <param name="withTrailers">Whether trailers reach us.</param>
    public static string ExtensionsOf(bool withTrailers) => withTrailers ? $"{Extensions},checksum-trailer" : Extensions;
}
