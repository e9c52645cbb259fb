using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace SmartTransfer.Core.Identity;

/// <summary>
/// Names an upload to those who may know of it but not write to it: readers of blobs, logs, traces, events and lists. It follows
/// from the id one way, so that nobody finds the id, which is the right to write, by it (docs/adr/0026). Formula:
/// base64url(SHA-256("smart-transfer upload key v1" ‖ 0 ‖ the id's 16 bytes) truncated to 128 bits). Without a secret: the id has 128
/// random bits, so there is nothing to try out, and every instance finds the same key for as long as the upload is kept.
/// </summary>
public readonly record struct UploadKey
{
    /// <summary>Bytes of the hash that are kept.</summary>
    public const int ByteCount = 16;

    /// <summary>Characters of a key.</summary>
    public const int CharCount = 22;

    // 128 bits are 21 characters of six, and two bits more.
    private const string LastChars = "AQgw";

    private readonly string? _value;

    private UploadKey(string value) => _value = value;

    // No other hash in this service is made of what begins like this.
    private static ReadOnlySpan<byte> Domain => "smart-transfer upload key v1\0"u8;

    /// <summary>The key: 22 characters of A-Z, a-z, 0-9, - and _.</summary>
    /// <exception cref="InvalidOperationException">It was never assigned.</exception>
    public string Value => _value ?? throw new InvalidOperationException("An upload's key that was never assigned has no value.");

    /// <summary>The key of an upload.</summary>
    public static UploadKey Of(UploadId id)
    {
        Span<byte> named = stackalloc byte[Domain.Length + UploadId.ByteCount];
        Domain.CopyTo(named);
        Base64Url.DecodeFromChars(id.Value, named[Domain.Length..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(named, hash);
        return new UploadKey(Base64Url.EncodeToString(hash[..ByteCount]));
    }

    /// <summary>Reads a key as it stands in a row or an address.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out UploadKey key)
    {
        var usable = text is { Length: CharCount } && Base64UrlText.IsAllOf(text.AsSpan());
        key = usable ? new UploadKey(text!) : default;
        return usable;
    }

    /// <summary>
    /// The first part of a text that may be a key: 22 characters of base64url that end as 128 bits do, between others than letters and
    /// digits. Null where there is none. Words that are joined by hyphens are not taken for one: they lack upper or lower case, as one key
    /// of thirty thousand does.
    /// </summary>
    public static string? FindLike(string text)
    {
        for (var (at, end) = (0, CharCount); end <= text.Length; (at, end) = (at + 1, end + 1))
        {
            if ((at == 0 || !char.IsAsciiLetterOrDigit(text[at - 1]))
                && (end == text.Length || !char.IsAsciiLetterOrDigit(text[end]))
                && LastChars.Contains(text[end - 1], StringComparison.Ordinal)
                && Base64UrlText.IsAllOf(text.AsSpan(at, CharCount))
                && text.AsSpan(at, CharCount).ContainsAnyInRange('A', 'Z')
                && text.AsSpan(at, CharCount).ContainsAnyInRange('a', 'z'))
            {
                return text[at..end];
            }
        }

        return null;
    }

    /// <summary>The key.</summary>
    public override string ToString() => _value ?? "(none)";
}
