using System.Globalization;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Rules;

/// <summary>
/// Whether a file's digests are those that were promised. A SHA-256 of the whole file that is not known yet passes here;
/// <c>RollForward</c> verifies it.
/// </summary>
public static class DigestRule
{
    /// <summary>Null when nothing differs, else the first digest that does.</summary>
    public static Failure? Check(ExpectedDigests expected, FileDigests file)
    {
        if (expected.Crc64Nvme is { } crc && crc != file.Crc64Nvme)
        {
            return FailureCatalogue.FileDigestMismatch("crc64nvme", Hex(crc), Hex(file.Crc64Nvme));
        }

        if (expected.ChunkDigestsSha256 is { } chunkDigests && chunkDigests != file.ChunkDigestsSha256)
        {
            return FailureCatalogue.FileDigestMismatch("chunkDigestsSha256", chunkDigests.ToHex(), file.ChunkDigestsSha256.ToHex());
        }

        return expected.Sha256 is { } want && file.Sha256 is { } got && want != got
            ? FailureCatalogue.FileDigestMismatch("sha256", want.ToHex(), got.ToHex())
            : null;
    }

    /// <summary>A CRC-64 as 16 lower-case hexadecimal digits, most significant first.</summary>
    public static string Hex(ulong crc) => crc.ToString("x16", CultureInfo.InvariantCulture);
}
