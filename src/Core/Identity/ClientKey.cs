using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace SmartTransfer.Core.Identity;

/// <summary>
/// Names what is remembered of one client's network: the key of its row. It is made of <c>c-</c>, <c>a-</c> or <c>s-</c> and a keyed
/// hash of the id that the client gave itself, of its address or of whom its token names, so that neither is stored, and nobody
/// without the secret
/// can find out by trying which address a row belongs to. Formula: base64url(HMAC-SHA-256(secret, kind ‖ id or address)
/// truncated to 128 bits), RFC 2104, section 5.
/// </summary>
public readonly record struct ClientKey
{
    /// <summary>Bytes of the hash that are kept.</summary>
    public const int ByteCount = 16;

    private const char Client = 'c';
    private const char Address = 'a';
    private const char Subject = 's';
    private const int HashCharCount = 22;
    private const int CharCount = 2 + HashCharCount;

    // An interface has all of a /64: its other bits change daily (RFC 8981), and are the client's own choice anyway.
    private const int PrefixBytes = 8;

    private readonly string? _value;

    private ClientKey(string value) => _value = value;

    /// <summary>
    /// The key: <c>c-</c>, <c>a-</c> or <c>s-</c> and 22 characters of A-Z, a-z, 0-9, - and _, all of which the key of a table
    /// row may have.
    /// </summary>
    /// <exception cref="InvalidOperationException">It was never assigned.</exception>
    public string Value => _value ?? throw new InvalidOperationException("A client's key that was never assigned has no value.");

    /// <summary>The key of a client that named itself.</summary>
    /// <param name="secret">What keys the hash; the same on all instances that shall find the same row.</param>
    /// <param name="clientId">The id, as the client gave it.</param>
    public static ClientKey OfClient(ReadOnlySpan<byte> secret, string clientId) => Of(secret, Client, Encoding.UTF8.GetBytes(clientId));

    /// <summary>
    /// The key of whoever is at an address: an IPv4 address, also where it is mapped into IPv6, or the /64 prefix of an IPv6
    /// address.
    /// </summary>
    /// <param name="secret">What keys the hash; the same on all instances that shall find the same row.</param>
    /// <param name="address">The address.</param>
    public static ClientKey OfAddress(ReadOnlySpan<byte> secret, IPAddress address)
    {
        var bytes = (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).GetAddressBytes();
        return Of(secret, Address, bytes.AsSpan(0, Math.Min(bytes.Length, PrefixBytes)));
    }

    /// <summary>The key of whom a token names.</summary>
    /// <param name="secret">What keys the hash; the same on all instances that shall find the same row.</param>
    /// <param name="owner">Whom the token names.</param>
    public static ClientKey OfSubject(ReadOnlySpan<byte> secret, OwnerKey owner) =>
        Of(secret, Subject, Encoding.UTF8.GetBytes(owner.Value));

    /// <summary>Reads a key as it stands in a row.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ClientKey key)
    {
        var usable = text is [Client or Address or Subject, '-', ..] and { Length: CharCount }
            && Base64UrlText.IsAllOf(text.AsSpan(2));
        key = usable ? new ClientKey(text!) : default;
        return usable;
    }

    /// <summary>The key. It tells nobody who the client is.</summary>
    public override string ToString() => _value ?? "(none)";

    private static ClientKey Of(ReadOnlySpan<byte> secret, char kind, ReadOnlySpan<byte> name)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, [(byte)kind, .. name], hash);
        return new ClientKey($"{kind}-{Base64Url.EncodeToString(hash[..ByteCount])}");
    }
}
