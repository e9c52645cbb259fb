using System.Buffers.Text;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Azure.Blobs;

/// <summary>
/// The metadata of a committed file: what is known of it, for whoever finds the blob without our tables. Names are C#
/// identifiers in lower case and values ASCII, as headers demand.
/// </summary>
internal static class FileMetadata
{
    public const string Key = "uploadkey";
    public const string FileName = "filename";
    public const string Crc64Nvme = "crc64nvme";
    public const string ChunkDigestsSha256 = "chunkdigestssha256";
    public const string ChunkCount = "chunkcount";
    public const string Sha256 = "sha256";
    public const string Verification = "verification";
    public const string Client = "clientmetadata";
    public const string ClientOmitted = "clientmetadataomitted";
    public const string Verified = "verified";
    public const string Pending = "pending";

    // Azure: 8 KiB for all names and values
    // (learn.microsoft.com/rest/api/storageservices/setting-and-retrieving-properties-and-metadata-for-blob-resources).
    // What a later verification adds must still fit.
    private const int MaxBytes = (8 * 1024) - 256;

    // Only base64 leaves this class, so nothing needs escaping for HTML.
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// The metadata of a session's file. The client's own is left out where it would not fit, for a file must not fail at its
    /// end for it; the session keeps it.
    /// </summary>
    /// <exception cref="ArgumentException">The session has no digests, so it is not being committed.</exception>
    public static IDictionary<string, string> Of(UploadSession session)
    {
        var file = session.File
            ?? throw new ArgumentException($"Upload {session.Id} has no digests to commit a file with.", nameof(session));
        var metadata = new Dictionary<string, string>
        {
            [Key] = UploadKey.Of(session.Id).Value,
            [FileName] = Uri.EscapeDataString(session.FileName),
            [Crc64Nvme] = file.Crc64Nvme.ToString("x16", CultureInfo.InvariantCulture),
            [ChunkDigestsSha256] = file.ChunkDigestsSha256.ToHex(),
            [ChunkCount] = file.ChunkCount.ToString(CultureInfo.InvariantCulture),
            [Verification] = session.Expected.Sha256 is not null && file.Sha256 is null ? Pending : Verified,
        };
        if (file.Sha256 is { } sha256)
        {
            metadata[Sha256] = sha256.ToHex();
        }

        if (session.Metadata.Count > 0)
        {
            var client = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(session.Metadata, Compact));
            var bytes = metadata.Sum(entry => entry.Key.Length + entry.Value.Length) + Client.Length + client.Length;
            (metadata[Client], metadata[ClientOmitted]) = (client, "true");
            metadata.Remove(bytes <= MaxBytes ? ClientOmitted : Client);
        }

        return metadata;
    }

    /// <summary>What a blob carries that is there for a moment only, while an upload's staged blocks are discarded.</summary>
    public static IDictionary<string, string> Of(UploadBlob blob) =>
        new Dictionary<string, string> { [Key] = UploadKey.Of(blob.Upload).Value };

    /// <summary>Whether a file is this upload's: by its name, which no other can have, else by what it says of itself.</summary>
    public static bool IsOf(UploadBlob blob, IDictionary<string, string> metadata) =>
        blob.IsOwn || (metadata.TryGetValue(Key, out var key) && key == UploadKey.Of(blob.Upload).Value);
}
