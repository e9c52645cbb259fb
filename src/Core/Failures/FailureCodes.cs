namespace SmartTransfer.Core.Failures;

/// <summary>
/// The stable name of every failure of the catalogue (<see cref="FailureCatalogue"/>), by which code and clients tell failures
/// apart.
/// </summary>
#pragma warning disable CS1591 // Each is the code of the catalogue's entry of the same name.
public static class FailureCodes
{
    public const string BodyMalformed = "body-malformed";
    public const string FieldInvalid = "field-invalid";
    public const string MediaTypeUnsupported = "media-type-unsupported";
    public const string ContentEncodingUnsupported = "content-encoding-unsupported";
    public const string TransferCodingUnsupported = "transfer-coding-unsupported";
    public const string QueryInvalid = "query-invalid";
    public const string ClientIdMalformed = "client-id-malformed";
    public const string HeaderInvalid = "header-invalid";
    public const string ChecksumAlgorithmUnsupported = "checksum-algorithm-unsupported";
    public const string VersionUnsupported = "version-unsupported";
    public const string MethodUnsupported = "method-unsupported";
    public const string MethodNotAllowed = "method-not-allowed";
    public const string PathNotFound = "path-not-found";
    public const string RequestTooLarge = "request-too-large";
    public const string LengthMissing = "length-missing";
    public const string LengthInvalid = "length-invalid";
    public const string LengthTooLarge = "length-too-large";
    public const string LengthUnknown = "length-unknown";
    public const string LengthFixed = "length-fixed";
    public const string LengthTooSmall = "length-too-small";
    public const string FileNameInvalid = "file-name-invalid";
    public const string FileNameTaken = "file-name-taken";
    public const string IdempotencyKeyReused = "idempotency-key-reused";
    public const string StartUnderWay = "start-under-way";
    public const string ContentTypeInvalid = "content-type-invalid";
    public const string MetadataInvalid = "metadata-invalid";
    public const string Sha256NotVerifiable = "sha256-not-verifiable";
    public const string DigestMissing = "digest-missing";
    public const string DigestMalformed = "digest-malformed";
    public const string DigestAlgorithmUnsupported = "digest-algorithm-unsupported";
    public const string DigestsDisagree = "digests-disagree";
    public const string ChunkDigestMismatch = "chunk-digest-mismatch";
    public const string FileDigestMismatch = "file-digest-mismatch";
    public const string OffsetInvalid = "offset-invalid";
    public const string ChunkEmpty = "chunk-empty";
    public const string ChunkPastEnd = "chunk-past-end";
    public const string ChunkTooLarge = "chunk-too-large";
    public const string BodyTooShort = "body-too-short";
    public const string BodyTooLong = "body-too-long";
    public const string ConnectionBroken = "connection-broken";
    public const string OffsetMismatch = "offset-mismatch";
    public const string UploadIdMalformed = "upload-id-malformed";
    public const string ListsNotKept = "lists-not-kept";
    public const string OwnerUnknown = "owner-unknown";
    public const string UploadNotFound = "upload-not-found";
    public const string UploadCancelled = "upload-cancelled";
    public const string UploadExpired = "upload-expired";
    public const string FileRemoved = "file-removed";
    public const string ExtensionExhausted = "extension-exhausted";
    public const string UploadCompleted = "upload-completed";
    public const string UploadCommitting = "upload-committing";
    public const string UploadNotComplete = "upload-not-complete";
    public const string UploadIsFinal = "upload-is-final";
    public const string PartialUnusable = "partial-unusable";
    public const string TooManyParts = "too-many-parts";
    public const string TooManyPartChunks = "too-many-part-chunks";
    public const string UploadBusy = "upload-busy";
    public const string RangeNotSatisfiable = "range-not-satisfiable";
    public const string PreconditionFailed = "precondition-failed";
    public const string DocumentNotFound = "document-not-found";
    public const string MetricsNotServed = "metrics-not-served";
    public const string ChunksMissing = "chunks-missing";
    public const string ChunksConflict = "chunks-conflict";
    public const string ManifestInvalid = "manifest-invalid";
    public const string TooManyChunks = "too-many-chunks";
    public const string TokenMissing = "token-missing";
    public const string TokenInvalid = "token-invalid";
    public const string TokenExpired = "token-expired";
    public const string TokenScopeMissing = "token-scope-missing";
    public const string AuthorizationUnavailable = "authorization-unavailable";
    public const string TooManyRequests = "too-many-requests";
    public const string TooManyBytes = "too-many-bytes";
    public const string BodyOverDailyLimit = "body-over-daily-limit";
    public const string TooManyOpenUploads = "too-many-open-uploads";
    public const string Busy = "busy";
    public const string InternalError = "internal-error";
    public const string ChunkTooSmall = "chunk-too-small";
    public const string StreamPastEnd = "stream-past-end";
    public const string StreamConflict = "stream-conflict";
    public const string StreamLost = "stream-lost";
    public const string CompletedOtherwise = "completed-otherwise";
    public const string StreamInterrupted = "stream-interrupted";
    public const string StreamDigestMismatch = "stream-digest-mismatch";
    public const string UploadRejected = "upload-rejected";
    public const string UploadConcatenating = "upload-concatenating";
    public const string TooManyStagedChunks = "too-many-staged-chunks";
    public const string StorageUnavailable = "storage-unavailable";
}
