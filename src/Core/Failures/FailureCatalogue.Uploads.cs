using SmartTransfer.Core.Integrity;

namespace SmartTransfer.Core.Failures;

/// <content>What a client is told of the upload that it wants to start, and of digests.</content>
#pragma warning disable CS1591 // Each entry's title and detail are its documentation.
public static partial class FailureCatalogue
{
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

    public static Failure FileNameTaken(string got, TimeSpan? retryAfter) =>
        New(
            FailureCodes.FileNameTaken,
            "The file's name is taken",
            $"The file would be stored as {Quote(got)}, and a file or another open upload has that name. "
            + (retryAfter is null ? "Choose another name, or remove that file first." : "It will be free soon: try again later.")
            + " No upload was started.",
            ("got", Shown(got))) with
        { RetryAfter = retryAfter };

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
}
