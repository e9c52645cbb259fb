using System.Globalization;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ledgers;

namespace SmartTransfer.Core.Failures;

/// <summary>
/// The catalogue of expected failures: every code that a client can meet, with its title and the sentence that says what
/// to do next. How a code travels (HTTP status, problem type) is decided by the protocol, not here.
/// </summary>
#pragma warning disable CS1591 // Each entry's title and detail are its documentation.
public static class FailureCatalogue
{
    // Client text stands in details and facts: long text is shown by its beginning only.
    private const int MaxShownChars = 64;
    private const int MaxFactChars = 128;
    private const int MaxDetailChars = 800;

    // What the client sent cannot be understood.
    public static Failure BodyMalformed(string why) =>
        New(
            FailureCodes.BodyMalformed,
            "The request body cannot be read",
            $"{why} Send one JSON object, as the API's documentation describes it.");

    public static Failure FieldInvalid(string field, string why) =>
        New(FailureCodes.FieldInvalid, "A field of the request is invalid", $"The field '{field}' {why}.", ("field", field));

    public static Failure MediaTypeUnsupported(string got, string want) =>
        New(
            FailureCodes.MediaTypeUnsupported,
            "The media type is not supported",
            $"The request's Content-Type is {(got.Length == 0 ? "missing" : Quote(got))}; send {want}.",
            ("got", got),
            ("want", want));

    public static Failure ContentEncodingUnsupported(string got) =>
        New(
            FailureCodes.ContentEncodingUnsupported,
            "Encoded chunks are not supported",
            $"The request's Content-Encoding is {Quote(got)}. Send the chunk's bytes as they are, without Content-Encoding.",
            ("got", got));

    public static Failure TransferCodingUnsupported(string got) =>
        New(
            FailureCodes.TransferCodingUnsupported,
            "The transfer coding is not supported",
            $"The request's Transfer-Encoding is {Quote(got)}; only 'chunked' alone is understood. Send the bytes as they are. Nothing "
            + "was stored.",
            ("got", got),
            ("want", "chunked"));

    public static Failure QueryInvalid(string name, string got, string want) =>
        New(
            FailureCodes.QueryInvalid,
            "A query parameter is invalid",
            $"The query parameter '{name}' is {Quote(got)}; {want}.",
            ("field", name),
            ("got", Shown(got)));

    public static Failure ClientIdMalformed() =>
        New(
            FailureCodes.ClientIdMalformed,
            "The client's id is malformed",
            "Transfer-Client does not hold a usable id. Send 8 to 128 printable ASCII characters in double quotes (a UUID, for "
            + "instance), the same ones in every request, or leave the header out.",
            ("field", "Transfer-Client"),
            ("want", "\"8 to 128 characters\""));

    public static Failure HeaderInvalid(string header, string got, string want) =>
        New(
            FailureCodes.HeaderInvalid,
            "A header of the request is missing or invalid",
            $"The header {header} is {(got.Length == 0 ? "missing" : Quote(got))}; send {want}.",
            ("field", header),
            ("got", Shown(got)),
            ("want", want));

    public static Failure ChecksumAlgorithmUnsupported(string got, string want) =>
        New(
            FailureCodes.ChecksumAlgorithmUnsupported,
            "The checksum's algorithm is not supported",
            $"Upload-Checksum names the algorithm {Quote(got)}; {want} are supported. Nothing was stored.",
            ("got", Shown(got)),
            ("want", want));

    public static Failure VersionUnsupported(string header, string got, string want) =>
        New(
            FailureCodes.VersionUnsupported,
            "This version of the protocol is not supported",
            $"{header} is {(got.Length == 0 ? "missing" : Quote(got))}; send {want}.",
            ("got", Shown(got)),
            ("want", want));

    public static Failure MethodUnsupported(string got) =>
        New(
            FailureCodes.MethodUnsupported,
            "This address does not support the method",
            $"X-HTTP-Method-Override names {Quote(got)}, which this address does not support. At the address of an upload it may name "
            + "HEAD, PATCH or DELETE; where uploads are started, POST.",
            ("got", Shown(got)));

    public static Failure RequestTooLarge() =>
        New(
            FailureCodes.RequestTooLarge,
            "The request body is too large",
            "The body is larger than this request allows. Send the bytes of the file to /chunks/{offset}.");

    // What the client wants to upload is not acceptable.
    public static Failure LengthMissing() =>
        New(
            FailureCodes.LengthMissing,
            "The file's length is missing",
            "Give 'length', the number of bytes of the whole file, as a JSON number.");

    public static Failure LengthInvalid(string got) =>
        New(
            FailureCodes.LengthInvalid,
            "The file's length is not a number of bytes",
            $"'length' is {Quote(got)}; give a whole number of bytes, 0 or more, as a JSON number.",
            ("got", Shown(got)));

    public static Failure LengthTooLarge(string got, long max) =>
        New(
            FailureCodes.LengthTooLarge,
            "The file is larger than this service accepts",
            $"'length' is {Shown(got)} bytes; this service accepts at most {Text(max)} bytes.",
            ("got", Shown(got)),
            ("want", max));

    public static Failure LengthUnknown() =>
        New(
            FailureCodes.LengthUnknown,
            "The file's length is not known yet",
            "The upload was started without its length. Declare it with Upload-Length in a PATCH of the tus protocol, or with "
            + "'length' when you complete it.");

    public static Failure LengthFixed(long want, long got) =>
        New(
            FailureCodes.LengthFixed,
            "The file's length has already been declared",
            $"The length was declared as {Text(want)} bytes, but this request declares {Text(got)}. A length is declared once and "
            + "cannot change.",
            ("want", want),
            ("got", got));

    public static Failure LengthTooSmall(long want, long got) =>
        New(
            FailureCodes.LengthTooSmall,
            "More bytes have arrived than the declared length",
            $"The declared length is {Text(got)} bytes, but {Text(want)} bytes have already arrived.",
            ("want", want),
            ("got", got));

    public static Failure FileNameInvalid(string why) =>
        New(
            FailureCodes.FileNameInvalid,
            "The file name is invalid",
            $"'fileName' {why}. Give the name of the file alone, without a path.");

    public static Failure ContentTypeInvalid(string got) =>
        New(
            FailureCodes.ContentTypeInvalid,
            "The file's content type is not a media type",
            $"'contentType' is {Quote(got)}; give a media type such as video/mp4, or leave it out.",
            ("got", Shown(got)));

    public static Failure MetadataInvalid(string why) =>
        New(FailureCodes.MetadataInvalid, "The metadata is invalid", $"'metadata' {why}.");

    public static Failure Sha256NotVerifiable(long length, long max) =>
        New(
            FailureCodes.Sha256NotVerifiable,
            "The file is too large for its SHA-256 to be verified",
            $"This service verifies a whole-file SHA-256 for files of up to {Text(max)} bytes, and this file has {Text(length)}. Give "
            + "crc64nvme or chunkDigestsSha256 instead; they are verified at any length.",
            ("got", length),
            ("want", max));

    // Digests.
    public static Failure DigestMissing() =>
        New(
            FailureCodes.DigestMissing,
            "The chunk's digest is missing",
            "Send the SHA-256 of the chunk's bytes as 'Content-Digest: sha-256=:<base64>:' (RFC 9530) or as 'x-chunk-sha256: <hex>'.");

    public static Failure DigestMalformed(string where, string want) =>
        New(
            FailureCodes.DigestMalformed,
            "A digest cannot be read",
            $"The digest in {where} cannot be read; send {want}.",
            ("field", where),
            ("want", want));

    public static Failure DigestAlgorithmUnsupported(string got) =>
        New(
            FailureCodes.DigestAlgorithmUnsupported,
            "The digest's algorithm is not supported",
            $"Content-Digest names {Shown(got)}, but chunks are verified with sha-256. Send 'Content-Digest: sha-256=:<base64>:'.",
            ("got", Shown(got)),
            ("want", "sha-256"));

    public static Failure DigestsDisagree() =>
        New(
            FailureCodes.DigestsDisagree,
            "Two digests of one chunk differ",
            "Content-Digest and x-chunk-sha256 give different SHA-256 digests. Send only one of the two headers.");

    public static Failure ChunkDigestMismatch(Sha256Digest want, Sha256Digest got) =>
        New(
            FailureCodes.ChunkDigestMismatch,
            "The chunk does not match its digest",
            "The bytes that arrived do not have the SHA-256 that was sent with them; nothing was stored. Send the chunk again.",
            ("want", want.ToHex()),
            ("got", got.ToHex())) with
        { RetryAfter = TimeSpan.Zero };

    public static Failure FileDigestMismatch(string algorithm, string want, string got) =>
        New(
            FailureCodes.FileDigestMismatch,
            "The file does not have the expected digest",
            $"The file's {algorithm} is {got}, but {want} was expected. Compare the digests of the chunks in the upload's status with "
            + "those of your file.",
            ("algorithm", algorithm),
            ("want", want),
            ("got", got));

    // Chunks.
    public static Failure OffsetInvalid(string got) =>
        New(
            FailureCodes.OffsetInvalid,
            "The chunk's offset is invalid",
            $"The offset {Quote(got)} in the path is not a position in the file; give the zero-based position of the chunk's first "
            + "byte in decimal digits.",
            ("got", Shown(got)));

    public static Failure ChunkEmpty() =>
        New(
            FailureCodes.ChunkEmpty,
            "The chunk is empty",
            "A chunk has at least one byte. An empty file has no chunks: complete it without sending any.");

    public static Failure ChunkPastEnd(ByteRange got, long length) =>
        New(
            FailureCodes.ChunkPastEnd,
            "The chunk reaches past the end of the file",
            $"The chunk covers {got}, but the file has only {Text(length)} bytes.",
            ("offset", got.Offset),
            ("got", got.Length),
            ("want", Math.Max(0, length - got.Offset)));

    public static Failure ChunkTooLarge(long? got, long max) =>
        New(
            FailureCodes.ChunkTooLarge,
            "The chunk is larger than this service accepts",
            $"{(got is null ? "The chunk" : $"The chunk has {Text(got.Value)} bytes; a chunk")} may have at most {Text(max)} bytes. "
                + "Send smaller chunks.",
            ("want", max));

    public static Failure ChunkTooSmall(long got, long min) =>
        New(
            FailureCodes.ChunkTooSmall,
            "The chunk is too small for a file of this length",
            $"The chunk has {Text(got)} bytes. A file can have at most 50,000 chunks, so each chunk of this file needs at least "
            + $"{Text(min)} bytes. Only a chunk that ends the file, or that fills a whole missing range, may be smaller.",
            ("got", got),
            ("want", min));

    public static Failure BodyTooShort(long want, long got) =>
        New(
            FailureCodes.BodyTooShort,
            "The body ended early",
            $"{Text(got)} of {Text(want)} bytes arrived; nothing was stored. Send the chunk again.",
            ("want", want),
            ("got", got)) with
        { RetryAfter = TimeSpan.Zero };

    public static Failure BodyTooLong(long want) =>
        New(
            FailureCodes.BodyTooLong,
            "The body is longer than announced",
            $"The body went on after the {Text(want)} bytes that its Content-Length announced; nothing was stored. Send the chunk "
            + "again with the right Content-Length.",
            ("want", want));

    public static Failure ConnectionBroken(long got) =>
        New(
            FailureCodes.ConnectionBroken,
            "The connection broke",
            $"The connection broke after {Text(got)} bytes of the chunk; nothing was stored. Send the chunk again.",
            ("got", got)) with
        { RetryAfter = TimeSpan.Zero };

    // Streams: bodies of any length at the end of what has arrived.
    public static Failure OffsetMismatch(long want, long got) =>
        New(
            FailureCodes.OffsetMismatch,
            "The body does not begin where the upload ends",
            $"The body begins at {Text(got)}, but the upload has reached {Text(want)}. Continue from {Text(want)}.",
            ("want", want),
            ("got", got)) with
        { RetryAfter = TimeSpan.Zero };

    public static Failure StreamConflict(long want) =>
        New(
            FailureCodes.StreamConflict,
            "Bytes of two versions of the file were sent for this upload",
            $"Another request sent other bytes for the same positions, and the two cannot be mixed. Ask where the upload stands (HEAD), "
            + $"then continue from there; at the moment that is {Text(want)}.",
            ("want", want)) with
        { RetryAfter = TimeSpan.Zero };

    public static Failure StreamLost() =>
        New(
            FailureCodes.StreamLost,
            "Too many versions of the file were sent for this upload",
            "Requests with different bytes contradicted one another too often. Start a new upload.");

    public static Failure CompletedOtherwise() =>
        New(
            FailureCodes.CompletedOtherwise,
            "The upload was completed with other bytes",
            "Another request completed this upload with other bytes than this one sent. The stored file is the other request's. Start a "
            + "new upload for this file.");

    public static Failure StreamPastEnd(long offset, long length) =>
        New(
            FailureCodes.StreamPastEnd,
            "The body reaches past the end of the file",
            $"The body begins at {Text(offset)} and continues past the end of the file, which has {Text(length)} bytes.",
            ("offset", offset),
            ("want", Math.Max(0, length - offset)));

    public static Failure StreamInterrupted(long offset, bool silent) =>
        New(
            FailureCodes.StreamInterrupted,
            "The body did not arrive in full",
            $"{(silent ? "The connection was silent for too long" : "The connection broke, or the body ended early")}. "
                + $"The upload has reached {Text(offset)}: ask for its offset and continue from there.",
            ("offset", offset)) with
        { RetryAfter = TimeSpan.Zero };

    public static Failure StreamDigestMismatch(string algorithm) =>
        New(
            FailureCodes.StreamDigestMismatch,
            "The body does not match its checksum",
            $"The bytes that arrived do not have the {Shown(algorithm)} checksum that was sent with them, so none of them count. Send "
            + "the body again.",
            ("algorithm", Shown(algorithm))) with
        { RetryAfter = TimeSpan.Zero };

    // The upload's state.
    public static Failure UploadIdMalformed() =>
        New(
            FailureCodes.UploadIdMalformed,
            "The upload id is malformed",
            "An upload id has 22 characters: A-Z, a-z, 0-9, - and _. Use the Location from the answer that started the upload.");

    public static Failure UploadNotFound() =>
        New(
            FailureCodes.UploadNotFound,
            "There is no such upload",
            "No upload has this id, or it ended so long ago that the service has no record of it. Start a new upload.");

    public static Failure UploadCancelled() =>
        New(
            FailureCodes.UploadCancelled,
            "The upload was cancelled",
            "The upload was cancelled, and everything that had arrived was discarded. Start a new upload.");

    public static Failure UploadExpired(DateTimeOffset at) =>
        New(
            FailureCodes.UploadExpired,
            "The upload expired",
            $"The upload expired at {at.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture)}, and everything that had "
            + "arrived was discarded. Start a new upload.",
            ("expiredAt", at.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture)));

    public static Failure UploadCompleted() =>
        New(FailureCodes.UploadCompleted, "The upload is complete", "The file is already stored and does not change any more.");

    public static Failure UploadCommitting() =>
        New(
            FailureCodes.UploadCommitting,
            "The upload is being completed",
            "The service is putting the file together. Ask for the upload's status, or complete it again.") with
        { RetryAfter = TimeSpan.FromSeconds(1) };

    public static Failure UploadRejected(string because) =>
        New(
            FailureCodes.UploadRejected,
            "The upload was rejected",
            $"The file could not be completed ({because}), and everything that had arrived was discarded. Start a new upload.",
            ("because", because));

    public static Failure UploadNotComplete() =>
        New(
            FailureCodes.UploadNotComplete,
            "The upload is not complete yet",
            "The content can be read once the upload is complete. Ask for its status to see what is missing.");

    public static Failure UploadIsFinal() =>
        New(
            FailureCodes.UploadIsFinal,
            "A final upload takes no bytes",
            "This upload is made of partial uploads, so it takes no bytes of its own. Send the bytes to one of its partial uploads, "
            + "or start a new upload.");

    public static Failure UploadConcatenating() =>
        New(
            FailureCodes.UploadConcatenating,
            "The parts of the upload are still being joined",
            "Not all partial uploads are complete, or their bytes are still being copied. Ask for the status, or try again.") with
        { RetryAfter = TimeSpan.FromSeconds(5) };

    public static Failure PartialUnusable(long number, string why) =>
        New(
            FailureCodes.PartialUnusable,
            "A partial upload cannot be used",
            $"Upload {Text(number)} in Upload-Concat {why}. Name partial uploads of this service that have not been cancelled and "
            + "have not expired. No upload was started.",
            ("field", "Upload-Concat"),
            ("got", number));

    public static Failure TooManyParts(long got, long max) =>
        New(
            FailureCodes.TooManyParts,
            "A final upload has too many parts",
            $"Upload-Concat names {Text(got)} uploads, but a final upload can have at most {Text(max)} parts. Send the file in fewer, "
            + "larger parts. No upload was started.",
            ("got", got),
            ("want", max));

    public static Failure TooManyPartChunks(long got, long max) =>
        New(
            FailureCodes.TooManyPartChunks,
            "The parts have too many chunks",
            $"The parts have {Text(got)} chunks together, each counted as often as its part is named, but a final upload can be made "
            + $"of at most {Text(max)}. Send the parts in larger chunks, or name fewer of them. No upload was started.",
            ("got", got),
            ("want", max));

    public static Failure UploadBusy() =>
        New(
            FailureCodes.UploadBusy,
            "Other requests are changing the upload",
            "Other requests kept changing this upload while this one was handled. Try again.") with
        {
            RetryAfter =
                TimeSpan.FromSeconds(1)
        };

    // Reading.
    public static Failure RangeNotSatisfiable(long length) =>
        New(
            FailureCodes.RangeNotSatisfiable,
            "The range lies outside the file",
            $"The file has {Text(length)} bytes. Ask for a range that begins before its end.",
            ("want", length));

    public static Failure PreconditionFailed() =>
        New(
            FailureCodes.PreconditionFailed,
            "A precondition of the request failed",
            "If-Match or If-Unmodified-Since names another version of the file. Leave the header out, or send the ETag of an earlier "
            + "answer.");

    public static Failure DocumentNotFound() =>
        New(FailureCodes.DocumentNotFound, "There is no such document", "The documents of this service are at /docs and /openapi.json.");

    public static Failure MetricsNotServed() =>
        New(
            FailureCodes.MetricsNotServed,
            "Metrics are disabled here",
            "Metrics are disabled on this instance. To serve them here, set SmartTransfer:Telemetry:Prometheus to true; to send them "
            + "to a collector, set OTEL_EXPORTER_OTLP_ENDPOINT.");

    // Completion.
    public static Failure ChunksMissing(IReadOnlyList<ByteRange> missing) =>
        New(
            FailureCodes.ChunksMissing,
            "Parts of the file are missing",
            $"{Text(missing.Count)} range(s) with {Text(missing.Sum(range => range.Length))} bytes are missing, or needed to show that "
            + $"all chunks are of one version; the first is {missing[0]}. Send exactly these ranges, then complete again.",
            ("missing", missing)) with
        { RetryAfter = TimeSpan.Zero };

    public static Failure ChunksConflict(IReadOnlyList<RangeConflict> conflicts) =>
        New(
            FailureCodes.ChunksConflict,
            "Chunks with different contents were sent for the same range",
            $"{Text(conflicts.Count)} range(s) were sent more than once with different contents; the first is {conflicts[0].Range}. "
            + "Complete with the file's CRC-64/NVME under 'expected', or with a 'manifest' that names the SHA-256 of every chunk.",
            ("conflicts", conflicts));

    public static Failure ManifestInvalid(long at, long length) =>
        New(
            FailureCodes.ManifestInvalid,
            "The manifest does not describe the whole file",
            $"The manifest's chunks must cover the file from 0 to {Text(length)} without gaps or overlaps; at {Text(at)} they do not.",
            ("got", at),
            ("want", length));

    public static Failure TooManyChunks(long got, long max) =>
        New(
            FailureCodes.TooManyChunks,
            "The file has too many chunks",
            $"The file would have {Text(got)} chunks, but it can have at most {Text(max)}. Send parts of it again in larger chunks, "
            + "then complete with a 'manifest' that names the larger chunks.",
            ("got", got),
            ("want", max));

    public static Failure TooManyStagedChunks() =>
        New(
            FailureCodes.TooManyStagedChunks,
            "Too many chunks were sent for this upload",
            "Storage cannot hold more chunks for this upload. Complete it with what has arrived, or cancel it and start again with "
            + "larger chunks.");

    // Who asks.
    public static Failure TokenMissing() =>
        New(
            FailureCodes.TokenMissing,
            "A token is required",
            "Send a token from the issuer that this service trusts, as 'Authorization: Bearer <token>'. Requests at the address of "
            + "an upload in progress need none, except to read or remove its file.");

    public static Failure TokenInvalid(string reason, string why) =>
        New(
            FailureCodes.TokenInvalid,
            "The token is not valid",
            $"The token was refused. {why}. Get a new one for this service and send it as 'Authorization: Bearer <token>'.",
            ("reason", reason));

    public static Failure TokenExpired() =>
        New(
            FailureCodes.TokenExpired,
            "The token has expired",
            "The token was valid but has expired. Get a new one and send the same request again with it.");

    public static Failure TokenScopeMissing(string want) =>
        New(
            FailureCodes.TokenScopeMissing,
            "The token does not allow this",
            $"The token is valid, but it has neither the scope nor the role {Quote(want)}. Ask the issuer for a token that has it.",
            ("want", want));

    public static Failure AuthorizationUnavailable(TimeSpan retryAfter) =>
        New(
            FailureCodes.AuthorizationUnavailable,
            "Tokens cannot be checked at the moment",
            "The issuer's keys could not be fetched, so the token could not be checked. Keep it, and try again after the time in "
            + "Retry-After.") with
        { RetryAfter = retryAfter };

    // How much.
    public static Failure TooManyRequests(long want, TimeSpan retryAfter) =>
        New(
            FailureCodes.TooManyRequests,
            "Too many requests",
            $"You may send {Text(want)} requests per second on average, and you have used up those of the current period. Send fewer "
            + "requests with larger chunks, and try again after the time in Retry-After.",
            ("want", want)) with
        { RetryAfter = retryAfter };

    public static Failure TooManyBytes(long want, TimeSpan retryAfter) =>
        New(
            FailureCodes.TooManyBytes,
            "The daily limit of bytes is used up",
            $"You may send {Text(want)} bytes a day, and too few of them are left for this body, or for the parts to be copied. What is "
            + "stored stays. Continue after the time in Retry-After, or now with a smaller body if some bytes are left.",
            ("want", want)) with
        { RetryAfter = retryAfter };

    public static Failure TooManyBytesAtOnce(long got, long want) =>
        New(
            FailureCodes.BodyOverDailyLimit,
            "The body alone exceeds the daily limit",
            $"The body, or the parts to be copied, have {Text(got)} bytes, but you may send only {Text(want)} bytes a day, copied ones "
            + "included. Send smaller bodies, and make smaller files of parts.",
            ("got", got),
            ("want", want));

    public static Failure TooManyOpenUploads(long want, TimeSpan retryAfter) =>
        New(
            FailureCodes.TooManyOpenUploads,
            "Too many uploads are open",
            $"You may have {Text(want)} uploads open at once. Complete or cancel one of them, or wait until one expires, and start "
            + "again after the time in Retry-After.",
            ("want", want)) with
        { RetryAfter = retryAfter };

    // The service.
    public static Failure Busy(TimeSpan retryAfter) =>
        New(
            FailureCodes.Busy,
            "This instance holds as many bytes as it can",
            "Try again after the time in Retry-After.") with
        { RetryAfter = retryAfter };

    public static Failure StorageUnavailable(TimeSpan retryAfter) =>
        New(
            FailureCodes.StorageUnavailable,
            "Storage is not available",
            "Storage could not be reached, or it is refusing calls for now. What was acknowledged is safe. Try again after the time "
            + "in Retry-After.") with
        { RetryAfter = retryAfter };

    public static Failure Internal() =>
        New(
            FailureCodes.InternalError,
            "Something went wrong in the service",
            "The error was logged under the correlation id of this answer. What was acknowledged is safe.");

    private static string Shown(string got) => PrintableText.Of(got, MaxShownChars);

    private static string Quote(string got) => $"'{Shown(got)}'";

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static Failure New(string code, string title, string detail, params ReadOnlySpan<(string Name, object Value)> facts)
    {
        var named = new Dictionary<string, object>(facts.Length);
        foreach (var (name, value) in facts)
        {
            named.Add(name, value is string text ? PrintableText.Of(text, MaxFactChars) : value);
        }

        return new Failure(code, title, PrintableText.Of(detail, MaxDetailChars)) { Facts = named };
    }
}
