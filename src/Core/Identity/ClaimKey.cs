using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace SmartTransfer.Core.Identity;

/// <summary>
/// Names something that only one upload can have: a blob's name, or the key under which a client starts an upload once. It is
/// <c>n-</c> or <c>s-</c> and base64url(SHA-256 of a prefix that tells the kind, and of what is meant), so that it fits into a row's key
/// whatever that is, and tells nothing of it.
/// </summary>
public readonly record struct ClaimKey
{
    private const char Name = 'n';
    private const char Start = 's';
    private const int HashCharCount = 43;

    private readonly string? _value;

    private ClaimKey(string value) => _value = value;

    /// <summary>The key: 45 characters of A-Z, a-z, 0-9, - and _.</summary>
    /// <exception cref="InvalidOperationException">It was never assigned.</exception>
    public string Value => _value ?? throw new InvalidOperationException("The key of a claim that was never assigned has no value.");

    /// <summary>The key of a blob's name.</summary>
    public static ClaimKey OfName(BlobName name) => Of(Name, "smart-transfer blob name v1", name.Value, string.Empty);

    /// <summary>The key of a blob's name where other uploads may want the same one; null where the name is the upload's own.</summary>
    public static ClaimKey? OfShared(UploadBlob blob) => blob.IsOwn ? null : OfName(blob.Name);

    /// <summary>The key of a start.</summary>
    /// <param name="caller">Who starts it; without a zero character.</param>
    /// <param name="idempotencyKey">The key that the caller gave it.</param>
    public static ClaimKey OfStart(string caller, string idempotencyKey) =>
        Of(Start, "smart-transfer start v1", caller, idempotencyKey);

    /// <summary>Reads a key as it stands in a row.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ClaimKey key)
    {
        var usable = text is [Name or Start, '-', ..] and { Length: 2 + HashCharCount } && Base64UrlText.IsAllOf(text.AsSpan(2));
        key = usable ? new ClaimKey(text!) : default;
        return usable;
    }

    /// <summary>The key.</summary>
    public override string ToString() => _value ?? "(none)";

    private static ClaimKey Of(char kind, string domain, string first, string second) =>
        new($"{kind}-{Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($"{domain}\0{first}\0{second}")))}");
}
