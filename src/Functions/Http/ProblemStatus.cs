using System.Collections.Frozen;

namespace SmartTransfer.Functions.Http;

/// <summary>Which HTTP status each failure of the catalogue travels under. A failure that is not named here is 500, and a test sees to it that all are.</summary>
internal static class ProblemStatus
{
    private static readonly FrozenDictionary<string, int> ByCode = new Dictionary<string, int>
    {
        ["body-malformed"] = 400,
        ["body-too-long"] = 400,
        ["body-too-short"] = 400,
        ["checksum-algorithm-unsupported"] = 400,
        ["chunk-empty"] = 400,
        ["chunk-digest-mismatch"] = 422,
        ["chunk-past-end"] = 416,
        ["chunk-too-large"] = 413,
        ["chunk-too-small"] = 422,
        ["chunks-conflict"] = 409,
        ["chunks-missing"] = 409,
        ["client-id-malformed"] = 400,
        ["connection-broken"] = 400,
        ["content-encoding-unsupported"] = 415,
        ["content-type-invalid"] = 422,
        ["digest-algorithm-unsupported"] = 400,
        ["digest-malformed"] = 400,
        ["digest-missing"] = 400,
        ["digests-disagree"] = 400,
        ["document-not-found"] = 404,
        ["field-invalid"] = 422,
        ["file-digest-mismatch"] = 422,
        ["file-name-invalid"] = 422,
        ["header-invalid"] = 400,
        ["length-fixed"] = 409,
        ["length-invalid"] = 422,
        ["length-missing"] = 422,
        ["length-too-large"] = 413,
        ["length-too-small"] = 422,
        ["length-unknown"] = 409,
        ["manifest-invalid"] = 422,
        ["media-type-unsupported"] = 415,
        ["metadata-invalid"] = 422,
        ["method-unsupported"] = 404,
        ["metrics-not-served"] = 404,
        ["offset-invalid"] = 400,
        ["offset-mismatch"] = 409,
        ["partial-unusable"] = 422,
        ["precondition-failed"] = 412,
        ["query-invalid"] = 400,
        ["range-not-satisfiable"] = 416,
        ["request-too-large"] = 413,
        ["sha256-not-verifiable"] = 422,
        ["stream-digest-mismatch"] = 460,
        ["stream-interrupted"] = 503,
        ["stream-past-end"] = 413,
        ["body-over-daily-limit"] = 413,
        ["too-many-bytes"] = 429,
        ["too-many-chunks"] = 409,
        ["too-many-open-uploads"] = 429,
        ["too-many-requests"] = 429,
        ["too-many-staged-chunks"] = 409,
        ["token-expired"] = 401,
        ["token-invalid"] = 401,
        ["token-missing"] = 401,
        ["token-scope-missing"] = 403,
        ["upload-busy"] = 409,
        ["upload-cancelled"] = 410,
        ["upload-committing"] = 409,
        ["upload-completed"] = 409,
        ["upload-concatenating"] = 409,
        ["upload-expired"] = 410,
        ["upload-id-malformed"] = 400,
        ["upload-is-final"] = 403,
        ["upload-not-complete"] = 409,
        ["upload-not-found"] = 404,
        ["upload-rejected"] = 410,
        ["version-unsupported"] = 412,
        ["authorization-unavailable"] = 503,
        ["busy"] = 503,
        ["storage-unavailable"] = 503,
        ["internal-error"] = 500,
    }.ToFrozenDictionary();

    // In tus a client goes by the status alone: 4xx to HEAD but 423 makes tus-js-client forget the upload, and 409 makes it
    // try again, so what passes by itself is 503 and what does not is neither.
    private static readonly FrozenDictionary<string, int> InTus = new Dictionary<string, int>
    {
        ["length-fixed"] = 400,
        ["too-many-chunks"] = 422,
        ["too-many-staged-chunks"] = 422,
        ["too-many-requests"] = 503,
        ["upload-busy"] = 503,
        ["upload-committing"] = 503,
        ["upload-concatenating"] = 503,
        ["upload-id-malformed"] = 404,
    }.ToFrozenDictionary();

    /// <summary>Every code that has a status.</summary>
    public static IEnumerable<string> Codes => ByCode.Keys;

    public static int Of(string code) => ByCode.GetValueOrDefault(code, 500);

    /// <summary>The status where the client speaks tus.</summary>
    public static int OfTus(string code) => InTus.TryGetValue(code, out var status) ? status : Of(code);
}
