using SmartTransfer.Core.Ledgers;

namespace SmartTransfer.Core.Failures;

/// <content>What a client is told of the bytes that it sends.</content>
#pragma warning disable CS1591 // Each entry's title and detail are its documentation.
public static partial class FailureCatalogue
{
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
}
