using System.Globalization;
using Azure.Data.Tables;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Azure.Tables;

/// <summary>Digests in a session's row, as hexadecimal text that a person can compare.</summary>
internal static class DigestColumns
{
    public static void Write(TableEntity row, ExpectedDigests expected)
    {
        WriteSha256(row, "ExpectedSha256", expected.Sha256);
        WriteSha256(row, "ExpectedChunkDigestsSha256", expected.ChunkDigestsSha256);
        if (expected.Crc64Nvme is { } crc)
        {
            row["ExpectedCrc64Nvme"] = Hex(crc);
        }
    }

    public static ExpectedDigests ReadExpected(TableEntity row) => new(
        ReadSha256(row, "ExpectedSha256"),
        row.GetString("ExpectedCrc64Nvme") is { } crc ? Parse(crc) : null,
        ReadSha256(row, "ExpectedChunkDigestsSha256"));

    public static void Write(TableEntity row, FileDigests? file)
    {
        if (file is null)
        {
            return;
        }

        row["FileCrc64Nvme"] = Hex(file.Crc64Nvme);
        row["FileChunkCount"] = file.ChunkCount;
        WriteSha256(row, "FileChunkDigestsSha256", file.ChunkDigestsSha256);
        WriteSha256(row, "FileSha256", file.Sha256);
    }

    public static FileDigests? ReadFile(TableEntity row) =>
        row.GetString("FileCrc64Nvme") is { } crc
            && row.GetInt32("FileChunkCount") is { } count
            && ReadSha256(row, "FileChunkDigestsSha256") is { } digests
            ? new FileDigests(Parse(crc), digests, count, ReadSha256(row, "FileSha256"))
            : null;

    public static void WriteSha256(TableEntity row, string column, Sha256Digest? digest)
    {
        if (digest is { } value)
        {
            row[column] = value.ToHex();
        }
    }

    /// <exception cref="InvalidDataException">The column holds no digest.</exception>
    public static Sha256Digest? ReadSha256(TableEntity row, string column)
    {
        if (row.GetString(column) is not { } text)
        {
            return null;
        }

        return Sha256Digest.TryParseHex(text, out var digest)
            ? digest
            : throw new InvalidDataException($"Column {column} holds no SHA-256.");
    }

    private static string Hex(ulong crc) => crc.ToString("x16", CultureInfo.InvariantCulture);

    private static ulong Parse(string hex) => ulong.Parse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
