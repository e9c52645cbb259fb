using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Integrity;

namespace SmartTransfer.Core.Uploads;

/// <summary>
/// Tells whether two requests ask for the same upload: SHA-256 over what they ask for, each field with its length before it. The bytes
/// that come with a start are left out: what arrives of them differs from try to try.
/// </summary>
public static class StartFingerprint
{
    /// <summary>The fingerprint of what a client wants to upload.</summary>
    /// <param name="wanted">The upload.</param>
    /// <param name="dialect">By which protocol it is asked for.</param>
    public static Sha256Digest Of(NewUpload wanted, Dialect dialect)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, dialect.Name);
        Add(hash, wanted.FileName);
        Add(hash, wanted.LengthBytes?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "-");
        Add(hash, wanted.ContentType ?? string.Empty);
        Add(hash, wanted.Expected.Sha256?.ToHex() ?? string.Empty);
        Add(hash, wanted.Expected.Crc64Nvme?.ToString("x16", System.Globalization.CultureInfo.InvariantCulture) ?? string.Empty);
        Add(hash, wanted.Expected.ChunkDigestsSha256?.ToHex() ?? string.Empty);
        Add(hash, wanted.Role.ToString());
        Add(hash, wanted.Metadata);
        Add(hash, wanted.Notes);
        foreach (var part in wanted.Parts)
        {
            Add(hash, part.Value);
        }

        return Sha256Digest.FromBytes(hash.GetHashAndReset());
    }

    private static void Add(IncrementalHash hash, IReadOnlyDictionary<string, string> names)
    {
        Add(hash, names.Count.ToString(System.Globalization.CultureInfo.InvariantCulture));
        foreach (var (name, value) in names.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            Add(hash, name);
            Add(hash, value);
        }
    }

    private static void Add(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
