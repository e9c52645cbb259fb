using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace SmartTransfer.Core.Identity;

/// <summary>
/// Names who an upload belongs to without saying who that is: base64url(SHA-256(issuer ‖ 0 ‖ subject)) of the token that
/// started it (RFC 7519, sections 4.1.1 and 4.1.2: a subject is unique within its issuer). Without a key, so that it stays
/// the same on every instance and whatever secrets change; whoever can read the store and knows a subject can find what belongs to it.
/// </summary>
public readonly record struct OwnerKey
{
    private const int CharCount = 43;

    private readonly string? _value;

    private OwnerKey(string value) => _value = value;

    /// <summary>The key: 43 characters of A-Z, a-z, 0-9, - and _.</summary>
    /// <exception cref="InvalidOperationException">It was never assigned.</exception>
    public string Value => _value ?? throw new InvalidOperationException("An owner's key that was never assigned has no value.");

    /// <summary>The key of a token's subject.</summary>
    /// <param name="issuer">Who issued the token.</param>
    /// <param name="subject">Whom the issuer means.</param>
    public static OwnerKey Of(string issuer, string subject)
    {
        // No issuer has a zero character in it, so no two pairs give the same bytes.
        var name = Encoding.UTF8.GetBytes($"{issuer}\0{subject}");
        return new OwnerKey(Base64Url.EncodeToString(SHA256.HashData(name)));
    }

    /// <summary>Reads a key as it stands in a row.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out OwnerKey key)
    {
        var usable = text is { Length: CharCount } && Base64UrlText.IsAllOf(text.AsSpan());
        key = usable ? new OwnerKey(text!) : default;
        return usable;
    }

    /// <summary>The first six characters, for logs and messages.</summary>
    public override string ToString() => _value is null ? "(none)" : string.Concat(_value.AsSpan(0, 6), "…");
}
