using System.Globalization;
using SmartTransfer.Core.Ledgers;

namespace SmartTransfer.Core.Failures;

/// <content>What a client is told of an upload's state, its file and its completion.</content>
#pragma warning disable CS1591 // Each entry's title and detail are its documentation.
public static partial class FailureCatalogue
{
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

    public static Failure FileRemoved() =>
        New(
            FailureCodes.FileRemoved,
            "The file was removed",
            "The upload was completed, and its file was removed since then. Start a new upload to send it again.");

    public static Failure ExtensionExhausted(DateTimeOffset at) =>
        New(
            FailureCodes.ExtensionExhausted,
            "The upload cannot be extended further",
            $"The upload expires at {at.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture)}. Storage keeps what has arrived for "
            + "about a week after the last chunk, so it cannot live longer without one. Send a chunk, or complete the upload.",
            ("want", at.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture)));

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

    public static Failure IdempotencyKeyReused() =>
        New(
            FailureCodes.IdempotencyKeyReused,
            "The key was used for another request",
            "An upload was started under this Idempotency-Key by a request that asked for something else. Use a new key for a new upload, "
            + "and send a request again unchanged. No upload was started.",
            ("field", "Idempotency-Key"));

    public static Failure StartUnderWay() =>
        New(
            FailureCodes.StartUnderWay,
            "The upload is being started",
            "Another request with the same Idempotency-Key is starting this upload. Send the same request again after the time in "
            + "Retry-After.") with
        { RetryAfter = TimeSpan.FromSeconds(2) };

    public static Failure UploadBusy() =>
        New(
            FailureCodes.UploadBusy,
            "Other requests are changing the upload",
            "Other requests kept changing this upload while this one was handled. Try again.") with
        {
            RetryAfter =
                TimeSpan.FromSeconds(1)
        };

    // Lists.
    public static Failure ListsNotKept() =>
        New(
            FailureCodes.ListsNotKept,
            "Lists are not kept here",
            "This service keeps no lists of uploads. To keep them, set SmartTransfer:Lists:Enabled to true; uploads that are started "
            + "after that are listed.");

    public static Failure OwnerUnknown() =>
        New(
            FailureCodes.OwnerUnknown,
            "Nobody can be told apart here",
            "This service asks for no tokens, so it does not know which uploads are yours. Keep the addresses of your uploads. Operators "
            + "list all uploads at /manage/uploads with the master key.");

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
}
