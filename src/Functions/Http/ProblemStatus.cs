using System.Collections.Frozen;
using SmartTransfer.Core.Failures;

namespace SmartTransfer.Functions.Http;

/// <summary>
/// Which HTTP status each failure of the catalogue travels under. A failure that is not listed here is 500; a test checks that
/// all are listed.
/// </summary>
internal static class ProblemStatus
{
    private static readonly FrozenDictionary<string, int> ByCode = new Dictionary<string, int>
    {
        [FailureCodes.BodyMalformed] = 400,
        [FailureCodes.BodyTooLong] = 400,
        [FailureCodes.BodyTooShort] = 400,
        [FailureCodes.ChecksumAlgorithmUnsupported] = 400,
        [FailureCodes.ChunkEmpty] = 400,
        [FailureCodes.ChunkDigestMismatch] = 422,
        [FailureCodes.ChunkPastEnd] = 416,
        [FailureCodes.ChunkTooLarge] = 413,
        [FailureCodes.ChunkTooSmall] = 422,
        [FailureCodes.ChunksConflict] = 409,
        [FailureCodes.ChunksMissing] = 409,
        [FailureCodes.ClientIdMalformed] = 400,
        [FailureCodes.ConnectionBroken] = 400,
        [FailureCodes.ContentEncodingUnsupported] = 415,
        [FailureCodes.ContentTypeInvalid] = 422,
        [FailureCodes.CompletedOtherwise] = 422,
        [FailureCodes.DigestAlgorithmUnsupported] = 400,
        [FailureCodes.DigestMalformed] = 400,
        [FailureCodes.DigestMissing] = 400,
        [FailureCodes.DigestsDisagree] = 400,
        [FailureCodes.DocumentNotFound] = 404,
        [FailureCodes.ExtensionExhausted] = 409,
        [FailureCodes.FieldInvalid] = 422,
        [FailureCodes.FileDigestMismatch] = 422,
        [FailureCodes.FileNameInvalid] = 422,
        [FailureCodes.FileNameTaken] = 409,
        [FailureCodes.FileRemoved] = 410,
        [FailureCodes.HeaderInvalid] = 400,
        [FailureCodes.IdempotencyKeyReused] = 422,
        [FailureCodes.LengthFixed] = 409,
        [FailureCodes.LengthInvalid] = 422,
        [FailureCodes.LengthMissing] = 422,
        [FailureCodes.LengthTooLarge] = 413,
        [FailureCodes.LengthTooSmall] = 422,
        [FailureCodes.LengthUnknown] = 409,
        [FailureCodes.ListsNotKept] = 404,
        [FailureCodes.ManifestInvalid] = 422,
        [FailureCodes.MediaTypeUnsupported] = 415,
        [FailureCodes.MetadataInvalid] = 422,
        [FailureCodes.MethodUnsupported] = 404,
        [FailureCodes.MethodNotAllowed] = 405,
        [FailureCodes.MetricsNotServed] = 404,
        [FailureCodes.OffsetInvalid] = 400,
        [FailureCodes.OffsetMismatch] = 409,
        [FailureCodes.OwnerUnknown] = 403,
        [FailureCodes.PartialUnusable] = 422,
        [FailureCodes.PathNotFound] = 404,
        [FailureCodes.TooManyParts] = 422,
        [FailureCodes.TooManyPartChunks] = 422,
        [FailureCodes.PreconditionFailed] = 412,
        [FailureCodes.QueryInvalid] = 400,
        [FailureCodes.RangeNotSatisfiable] = 416,
        [FailureCodes.RequestTooLarge] = 413,
        [FailureCodes.Sha256NotVerifiable] = 422,
        [FailureCodes.StartUnderWay] = 409,
        [FailureCodes.StartRefused] = 403,
        [FailureCodes.HookUnavailable] = 503,
        [FailureCodes.StreamConflict] = 409,
        [FailureCodes.StreamDigestMismatch] = 460,
        [FailureCodes.StreamInterrupted] = 503,
        [FailureCodes.StreamLost] = 410,
        [FailureCodes.StreamPastEnd] = 413,
        [FailureCodes.BodyOverDailyLimit] = 413,
        [FailureCodes.TooManyBytes] = 429,
        [FailureCodes.TooManyChunks] = 409,
        [FailureCodes.TooManyOpenUploads] = 429,
        [FailureCodes.TooManyRequests] = 429,
        [FailureCodes.TooManyStagedChunks] = 409,
        [FailureCodes.TokenExpired] = 401,
        [FailureCodes.TokenInvalid] = 401,
        [FailureCodes.TokenMissing] = 401,
        [FailureCodes.TokenScopeMissing] = 403,
        [FailureCodes.TransferCodingUnsupported] = 400,
        [FailureCodes.UploadBusy] = 409,
        [FailureCodes.UploadCancelled] = 410,
        [FailureCodes.UploadCommitting] = 409,
        [FailureCodes.UploadCompleted] = 409,
        [FailureCodes.UploadConcatenating] = 409,
        [FailureCodes.UploadExpired] = 410,
        [FailureCodes.UploadIdMalformed] = 400,
        [FailureCodes.UploadIsFinal] = 403,
        [FailureCodes.UploadNotComplete] = 409,
        [FailureCodes.UploadNotFound] = 404,
        [FailureCodes.UploadRejected] = 410,
        [FailureCodes.VersionUnsupported] = 412,
        [FailureCodes.AuthorizationUnavailable] = 503,
        [FailureCodes.Busy] = 503,
        [FailureCodes.StorageUnavailable] = 503,
        [FailureCodes.InternalError] = 500,
    }.ToFrozenDictionary();

    // tus clients look only at the status. tus-js-client forgets the upload on any 4xx to HEAD except 423, and retries after a
    // 409. So what passes by itself is 503, and what does not is neither 409 nor 503.
    private static readonly FrozenDictionary<string, int> InTus = new Dictionary<string, int>
    {
        [FailureCodes.FileNameTaken] = 422,
        [FailureCodes.LengthFixed] = 400,
        [FailureCodes.TooManyChunks] = 422,
        [FailureCodes.TooManyStagedChunks] = 422,
        [FailureCodes.TooManyRequests] = 503,
        [FailureCodes.UploadBusy] = 503,
        [FailureCodes.UploadCommitting] = 503,
        [FailureCodes.UploadConcatenating] = 503,
        [FailureCodes.UploadIdMalformed] = 404,
    }.ToFrozenDictionary();

    // Clients of resumable uploads go on after 409 with Upload-Complete: ?0, 413, 429 and 5xx; any other 4xx ends the upload for them.
    private static readonly FrozenDictionary<string, int> InResumable = new Dictionary<string, int>
    {
        [FailureCodes.FileNameTaken] = 422,
        [FailureCodes.LengthFixed] = 400,
        [FailureCodes.LengthTooSmall] = 400,
        [FailureCodes.StreamDigestMismatch] = 409,
        [FailureCodes.StreamPastEnd] = 400,
        [FailureCodes.TooManyChunks] = 422,
        [FailureCodes.TooManyStagedChunks] = 422,
        [FailureCodes.UploadBusy] = 503,
        [FailureCodes.UploadCommitting] = 503,
        [FailureCodes.UploadCompleted] = 400,
        [FailureCodes.UploadConcatenating] = 503,
        [FailureCodes.UploadIdMalformed] = 404,
        [FailureCodes.VersionUnsupported] = 400,
    }.ToFrozenDictionary();

    /// <summary>Every code that has a status.</summary>
    public static IEnumerable<string> Codes => ByCode.Keys;

    public static int Of(string code) => ByCode.GetValueOrDefault(code, 500);

    /// <summary>The status of a failure: the application's own where that refused a start, else the code's.</summary>
    public static int Of(Failure failure) => Given(failure) ?? Of(failure.Code);

    /// <summary>The same where the client speaks resumable uploads of the IETF.</summary>
    public static int OfResumable(Failure failure) => Given(failure) ?? OfResumable(failure.Code);

    /// <summary>The same where the client speaks tus.</summary>
    public static int OfTus(Failure failure) => Given(failure) ?? OfTus(failure.Code);

    /// <summary>The status where the client speaks resumable uploads of the IETF.</summary>
    public static int OfResumable(string code) => InResumable.TryGetValue(code, out var status) ? status : Of(code);

    /// <summary>The status where the client speaks tus.</summary>
    public static int OfTus(string code) => InTus.TryGetValue(code, out var status) ? status : Of(code);

    private static int? Given(Failure failure) =>
        failure.Code == FailureCodes.StartRefused
            && failure.Facts.TryGetValue(FailureCatalogue.HookStatus, out var fact)
            && fact is long status and >= 400 and < 500
            ? (int)status
            : null;
}
