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
        New(FailureCodes.BodyMalformed, "The request body cannot be read", $"{why} Send one JSON object as the API's documents describe it.");

    public static Failure FieldInvalid(string field, string why) =>
        New(FailureCodes.FieldInvalid, "A field of the request is not usable", $"The field '{field}' {why}.", ("field", field));

    public static Failure MediaTypeUnsupported(string got, string want) =>
        New(FailureCodes.MediaTypeUnsupported, "The media type is not supported", $"The request's Content-Type is {Quote(got)}; send {want}.", ("got", got), ("want", want));

    public static Failure ContentEncodingUnsupported(string got) =>
        New(FailureCodes.ContentEncodingUnsupported, "Encoded chunks are not supported", $"The request's Content-Encoding is {Quote(got)}. Send the chunk's bytes as they are, without Content-Encoding.", ("got", got));

    public static Failure QueryInvalid(string name, string got, string want) =>
        New(FailureCodes.QueryInvalid, "A query parameter is not usable", $"The query parameter '{name}' is {Quote(got)}; {want}.", ("field", name), ("got", Shown(got)));

    public static Failure ClientIdMalformed() =>
        New(FailureCodes.ClientIdMalformed, "The client's id cannot be read", "Transfer-Client is not an id that can be used. Send 8 to 128 characters of printable ASCII in double quotes, the same with every request (a UUID, for instance), or leave the header out.", ("field", "Transfer-Client"), ("want", "\"8 to 128 characters\""));

    public static Failure HeaderInvalid(string header, string got, string want) =>
        New(FailureCodes.HeaderInvalid, "A header of the request is missing or not usable", $"The header {header} is {(got.Length == 0 ? "missing" : Quote(got))}; send {want}.", ("field", header), ("got", Shown(got)), ("want", want));

    public static Failure ChecksumAlgorithmUnsupported(string got, string want) =>
        New(FailureCodes.ChecksumAlgorithmUnsupported, "The checksum's algorithm is not supported", $"Upload-Checksum names the algorithm {Quote(got)}; {want} are supported. Nothing was stored.", ("got", Shown(got)), ("want", want));

    public static Failure VersionUnsupported(string got, string want) =>
        New(FailureCodes.VersionUnsupported, "This version of the protocol is not supported", $"Tus-Resumable is {(got.Length == 0 ? "missing" : Quote(got))}; send {want}.", ("got", Shown(got)), ("want", want));

    public static Failure MethodUnsupported(string got) =>
        New(FailureCodes.MethodUnsupported, "The address does not know this method", $"{Quote(got)} means nothing at this address. X-HTTP-Method-Override may name HEAD, PATCH or DELETE at that of an upload, and POST where uploads are started.", ("got", Shown(got)));

    public static Failure RequestTooLarge() =>
        New(FailureCodes.RequestTooLarge, "The request body is too large", "The body of this request is larger than is taken here. Chunks go to /chunks/{offset}.");

    // What the client wants to upload is not acceptable.
    public static Failure LengthMissing() =>
        New(FailureCodes.LengthMissing, "The file's length is missing", "Give 'length', the number of bytes of the whole file, as a JSON number.");

    public static Failure LengthInvalid(string got) =>
        New(FailureCodes.LengthInvalid, "The file's length is not a number of bytes", $"'length' is {Quote(got)}; give a whole number of bytes, 0 or more, as a JSON number.", ("got", Shown(got)));

    public static Failure LengthTooLarge(string got, long max) =>
        New(FailureCodes.LengthTooLarge, "The file is larger than this service takes", $"'length' is {Shown(got)} bytes; at most {Text(max)} bytes are taken.", ("got", Shown(got)), ("want", max));

    public static Failure LengthUnknown() =>
        New(FailureCodes.LengthUnknown, "The file's length is not known yet", "The upload was started without its length. Declare it with Upload-Length in a PATCH of the tus protocol, or with 'length' when you complete it.");

    public static Failure LengthFixed(long want, long got) =>
        New(FailureCodes.LengthFixed, "The file's length is known already", $"The file has {Text(want)} bytes, and {Text(got)} were declared. A length is declared once and does not change.", ("want", want), ("got", got));

    public static Failure LengthTooSmall(long want, long got) =>
        New(FailureCodes.LengthTooSmall, "More has arrived than the file is said to have", $"The declared length is {Text(got)} bytes, and {Text(want)} bytes have arrived.", ("want", want), ("got", got));

    public static Failure FileNameInvalid(string why) =>
        New(FailureCodes.FileNameInvalid, "The file name is not usable", $"'fileName' {why}. Give the bare name of the file.");

    public static Failure ContentTypeInvalid(string got) =>
        New(FailureCodes.ContentTypeInvalid, "The file's content type is not a media type", $"'contentType' is {Quote(got)}; give a media type such as video/mp4, or leave it out.", ("got", Shown(got)));

    public static Failure MetadataInvalid(string why) =>
        New(FailureCodes.MetadataInvalid, "The metadata is not usable", $"'metadata' {why}.");

    public static Failure Sha256NotVerifiable(long length, long max) =>
        New(FailureCodes.Sha256NotVerifiable, "The file is too large to be verified by its SHA-256", $"A whole-file SHA-256 is verified up to {Text(max)} bytes, and the file has {Text(length)}. Give crc64nvme or chunkDigestsSha256 instead: those are verified at any length.", ("got", length), ("want", max));

    // Digests.
    public static Failure DigestMissing() =>
        New(FailureCodes.DigestMissing, "The chunk's digest is missing", "Send the SHA-256 of the chunk's bytes as 'Content-Digest: sha-256=:<base64>:' (RFC 9530) or as 'x-chunk-sha256: <hex>'.");

    public static Failure DigestMalformed(string where, string want) =>
        New(FailureCodes.DigestMalformed, "A digest cannot be read", $"The digest in {where} cannot be read; send {want}.", ("field", where), ("want", want));

    public static Failure DigestAlgorithmUnsupported(string got) =>
        New(FailureCodes.DigestAlgorithmUnsupported, "The digest's algorithm is not supported", $"Content-Digest names {Shown(got)}, and chunks are verified by sha-256. Send 'Content-Digest: sha-256=:<base64>:'.", ("got", Shown(got)), ("want", "sha-256"));

    public static Failure DigestsDisagree() =>
        New(FailureCodes.DigestsDisagree, "Two digests of one chunk differ", "Content-Digest and x-chunk-sha256 name different SHA-256 digests. Send one of them.");

    public static Failure ChunkDigestMismatch(Sha256Digest want, Sha256Digest got) =>
        New(FailureCodes.ChunkDigestMismatch, "The chunk's bytes do not have the digest that was sent", "The bytes that arrived differ from the bytes that were digested; nothing was stored. Send the chunk again.", ("want", want.ToHex()), ("got", got.ToHex())) with { RetryAfter = TimeSpan.Zero };

    public static Failure FileDigestMismatch(string algorithm, string want, string got) =>
        New(FailureCodes.FileDigestMismatch, "The file does not have the digest that was promised", $"The file's {algorithm} is {got}, and {want} was expected. Compare the chunks' digests in the upload's status with the file.", ("algorithm", algorithm), ("want", want), ("got", got));

    // Chunks.
    public static Failure OffsetInvalid(string got) =>
        New(FailureCodes.OffsetInvalid, "The chunk's offset is not usable", $"The offset {Quote(got)} in the path is not a position in the file; give the zero-based number of the chunk's first byte.", ("got", Shown(got)));

    public static Failure ChunkEmpty() =>
        New(FailureCodes.ChunkEmpty, "The chunk is empty", "A chunk has at least one byte. An empty file has no chunks: complete it as it is.");

    public static Failure ChunkPastEnd(ByteRange got, long length) =>
        New(FailureCodes.ChunkPastEnd, "The chunk reaches past the end of the file", $"The chunk covers {got}, and the file has {Text(length)} bytes.", ("offset", got.Offset), ("got", got.Length), ("want", Math.Max(0, length - got.Offset)));

    public static Failure ChunkTooLarge(long? got, long max) =>
        New(FailureCodes.ChunkTooLarge, "The chunk is larger than this service takes", $"{(got is null ? "The chunk" : $"The chunk has {Text(got.Value)} bytes; a chunk")} may have at most {Text(max)} bytes. Send smaller chunks.", ("want", max));

    public static Failure ChunkTooSmall(long got, long min) =>
        New(FailureCodes.ChunkTooSmall, "The chunk is too small for so long a file", $"The chunk has {Text(got)} bytes. A file has at most 50,000 chunks, so each chunk of this one needs at least {Text(min)} bytes; only the one that ends the file, or that fills a whole missing range, may be smaller.", ("got", got), ("want", min));

    public static Failure BodyTooShort(long want, long got) =>
        New(FailureCodes.BodyTooShort, "The body ended early", $"{Text(got)} of {Text(want)} bytes arrived; nothing was stored. Send the chunk again.", ("want", want), ("got", got)) with { RetryAfter = TimeSpan.Zero };

    public static Failure BodyTooLong(long want) =>
        New(FailureCodes.BodyTooLong, "The body is longer than announced", $"More than the {Text(want)} bytes of its Content-Length arrived; nothing was stored. Send the chunk again.", ("want", want));

    public static Failure ConnectionBroken(long got) =>
        New(FailureCodes.ConnectionBroken, "The connection broke", $"The connection broke after {Text(got)} bytes of the chunk; nothing was stored. Send the chunk again.", ("got", got)) with { RetryAfter = TimeSpan.Zero };

    // Streams: bodies of any length at the end of what has arrived.
    public static Failure OffsetMismatch(long want, long got) =>
        New(FailureCodes.OffsetMismatch, "The body does not begin where the upload ends", $"The body begins at {Text(got)}, and the upload stands at {Text(want)}. Go on from there.", ("want", want), ("got", got)) with { RetryAfter = TimeSpan.Zero };

    public static Failure StreamPastEnd(long offset, long length) =>
        New(FailureCodes.StreamPastEnd, "The body reaches past the end of the file", $"The body begins at {Text(offset)} and goes on beyond the {Text(length)} bytes of the file.", ("offset", offset), ("want", Math.Max(0, length - offset)));

    public static Failure StreamInterrupted(long offset, bool silent) =>
        New(FailureCodes.StreamInterrupted, "The body did not arrive whole", $"{(silent ? "The connection was silent for too long" : "The connection broke, or the body ended early")}. The upload stands at {Text(offset)}: ask for its offset and go on from there.", ("offset", offset)) with { RetryAfter = TimeSpan.Zero };

    public static Failure StreamDigestMismatch(string algorithm) =>
        New(FailureCodes.StreamDigestMismatch, "The body does not have the checksum that was sent", $"The {Shown(algorithm)} of the bytes that arrived is not the one that was sent; none of them count. Send the body again.", ("algorithm", Shown(algorithm))) with { RetryAfter = TimeSpan.Zero };

    // The upload's state.
    public static Failure UploadIdMalformed() =>
        New(FailureCodes.UploadIdMalformed, "The upload id is not one", "An upload id has 22 characters of A-Z, a-z, 0-9, - and _. Use the Location that the start of the upload answered.");

    public static Failure UploadNotFound() =>
        New(FailureCodes.UploadNotFound, "There is no such upload", "No upload has this id, or it ended so long ago that nothing of it is kept. Start a new upload.");

    public static Failure UploadCancelled() =>
        New(FailureCodes.UploadCancelled, "The upload was cancelled", "The upload was cancelled and what had arrived of it is gone. Start a new upload.");

    public static Failure UploadExpired(DateTimeOffset at) =>
        New(FailureCodes.UploadExpired, "The upload expired", $"The upload expired at {at.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture)} and what had arrived of it is gone. Start a new upload.", ("expiredAt", at.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture)));

    public static Failure UploadCompleted() =>
        New(FailureCodes.UploadCompleted, "The upload is complete", "The file is there already, and it does not change any more.");

    public static Failure UploadCommitting() =>
        New(FailureCodes.UploadCommitting, "The upload is being completed", "The file is being put together. Ask for the upload's status, or complete it again.") with { RetryAfter = TimeSpan.FromSeconds(1) };

    public static Failure UploadRejected(string because) =>
        New(FailureCodes.UploadRejected, "The upload was rejected", $"The file could not be completed ({because}) and what had arrived of it is gone. Start a new upload.", ("because", because));

    public static Failure UploadNotComplete() =>
        New(FailureCodes.UploadNotComplete, "The file is not there yet", "The content can be read once the upload is complete. Ask for its status to see what is missing.");

    public static Failure UploadIsFinal() =>
        New(FailureCodes.UploadIsFinal, "A final upload takes no bytes", "This upload is put together from partial uploads, so it takes no bytes of its own. Send them to its partial uploads, or start a new one.");

    public static Failure UploadConcatenating() =>
        New(FailureCodes.UploadConcatenating, "The parts of the upload are still being put together", "Not all partial uploads are complete, or their bytes are still being copied. Ask for the status, or try again.") with { RetryAfter = TimeSpan.FromSeconds(5) };

    public static Failure PartialUnusable(long number, string why) =>
        New(FailureCodes.PartialUnusable, "A partial upload cannot be used", $"The {Text(number)}. upload in Upload-Concat {why}. Name partial uploads of this service that are not cancelled or expired. Nothing was started.", ("field", "Upload-Concat"), ("got", number));

    public static Failure UploadBusy() =>
        New(FailureCodes.UploadBusy, "The upload was changed at the same moment", "Other requests kept changing this upload at the same moment. Try again.") with { RetryAfter = TimeSpan.FromSeconds(1) };

    // Reading.
    public static Failure RangeNotSatisfiable(long length) =>
        New(FailureCodes.RangeNotSatisfiable, "The range lies outside the file", $"The file has {Text(length)} bytes. Ask for a range that begins before its end.", ("want", length));

    public static Failure PreconditionFailed() =>
        New(FailureCodes.PreconditionFailed, "A condition of the request does not hold", "If-Match or If-Unmodified-Since names another version of the file. Ask for it without, or with the ETag of an answer.");

    public static Failure DocumentNotFound() =>
        New(FailureCodes.DocumentNotFound, "There is no such document", "The documents of this service are at /docs and /openapi.json.");

    public static Failure MetricsNotServed() =>
        New(FailureCodes.MetricsNotServed, "Metrics are not served here", "This instance counts for itself alone and does not tell. Whoever runs it can have it tell: SmartTransfer:Telemetry:Prometheus, or OTEL_EXPORTER_OTLP_ENDPOINT.");

    // Completion.
    public static Failure ChunksMissing(IReadOnlyList<ByteRange> missing) =>
        New(FailureCodes.ChunksMissing, "Parts of the file are missing", $"{Text(missing.Count)} range(s) with {Text(missing.Sum(range => range.Length))} bytes are missing, the first of them {missing[0]}. Send them and complete again.", ("missing", missing)) with { RetryAfter = TimeSpan.Zero };

    public static Failure ChunksConflict(IReadOnlyList<RangeConflict> conflicts) =>
        New(FailureCodes.ChunksConflict, "Chunks with different contents were sent for the same range", $"{Text(conflicts.Count)} range(s) were sent with different contents, the first of them {conflicts[0].Range}. Complete with a 'manifest' that names the SHA-256 of every chunk of the file.", ("conflicts", conflicts));

    public static Failure ManifestInvalid(long at, long length) =>
        New(FailureCodes.ManifestInvalid, "The manifest does not describe the whole file", $"The manifest's chunks must follow one another from 0 to {Text(length)} without gap or overlap; they do not at {Text(at)}.", ("got", at), ("want", length));

    public static Failure TooManyChunks(long got, long max) =>
        New(FailureCodes.TooManyChunks, "The file consists of too many chunks", $"There are {Text(got)} chunks, and a file can have at most {Text(max)}. Send parts of the file again in larger chunks, and complete with a 'manifest' that names those.", ("got", got), ("want", max));

    public static Failure TooManyStagedChunks() =>
        New(FailureCodes.TooManyStagedChunks, "Too many chunks were sent for this upload", "Storage holds no more chunks for this upload. Complete it with what has arrived, or cancel it and start again with larger chunks.");

    // Who asks.
    public static Failure TokenMissing() =>
        New(FailureCodes.TokenMissing, "A token is needed", "Send a token of the issuer that this service trusts, as 'Authorization: Bearer <token>'. At the address of an upload that is in progress none is needed, save to read or remove its file.");

    public static Failure TokenInvalid(string reason, string why) =>
        New(FailureCodes.TokenInvalid, "The token is not valid", $"The token was refused. {why}. Get another one for this service and send it as 'Authorization: Bearer <token>'.", ("reason", reason));

    public static Failure TokenExpired() =>
        New(FailureCodes.TokenExpired, "The token has expired", "The token was right, but its time is over. Get another one and send the same request with it.");

    public static Failure TokenScopeMissing(string want) =>
        New(FailureCodes.TokenScopeMissing, "The token does not allow this", $"The token is valid, but has neither the scope nor the role {Quote(want)}. Ask the issuer for a token that has it.", ("want", want));

    public static Failure AuthorizationUnavailable(TimeSpan retryAfter) =>
        New(FailureCodes.AuthorizationUnavailable, "Tokens cannot be checked at the moment", "The issuer's keys could not be had, so the token can be called neither right nor wrong; keep it. Try again after the time in Retry-After.") with { RetryAfter = retryAfter };

    // How much.
    public static Failure TooManyRequests(long want, TimeSpan retryAfter) =>
        New(FailureCodes.TooManyRequests, "Too many requests", $"You may send {Text(want)} requests per second on average, and those of this window of time are used up. Send fewer, and larger chunks; try again after the time in Retry-After.", ("want", want)) with { RetryAfter = retryAfter };

    public static Failure TooManyBytes(long want, TimeSpan retryAfter) =>
        New(FailureCodes.TooManyBytes, "Too many bytes for one day", $"You may send {Text(want)} bytes a day, and not enough of them are left for this body. What is stored stays: go on after the time in Retry-After, or at once with less if some are left.", ("want", want)) with { RetryAfter = retryAfter };

    public static Failure TooManyBytesAtOnce(long got, long want) =>
        New(FailureCodes.BodyOverDailyLimit, "The body alone is more than a day's bytes", $"The body has {Text(got)} bytes, and you may send {Text(want)} bytes a day. Send smaller ones.", ("got", got), ("want", want));

    public static Failure TooManyOpenUploads(long want, TimeSpan retryAfter) =>
        New(FailureCodes.TooManyOpenUploads, "Too many uploads are open", $"You may have {Text(want)} uploads open at once. Complete or cancel one of them, or wait until one expires, and start again after the time in Retry-After.", ("want", want)) with { RetryAfter = retryAfter };

    // The service.
    public static Failure Busy(TimeSpan retryAfter) =>
        New(FailureCodes.Busy, "This instance is taking in as much as it can", "Try again after the time in Retry-After.") with { RetryAfter = retryAfter };

    public static Failure StorageUnavailable(TimeSpan retryAfter) =>
        New(FailureCodes.StorageUnavailable, "Storage does not answer", "Storage could not be reached or refused for the time being; what was acknowledged is safe. Try again after the time in Retry-After.") with { RetryAfter = retryAfter };

    public static Failure Internal() =>
        New(FailureCodes.InternalError, "Something went wrong in the service", "The fault was logged under the correlation id of this answer. What was acknowledged is safe.");

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
