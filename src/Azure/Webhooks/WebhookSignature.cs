using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace SmartTransfer.Azure.Webhooks;

/// <summary>
/// Signs what is posted to somebody else's address, so that the receiver knows that it is ours, unchanged and recent (Standard
/// Webhooks, github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md): <c>v1,</c> and
/// base64(HMAC-SHA-256(key, id ‖ "." ‖ seconds since 1970 ‖ "." ‖ body)). While a secret is replaced two sign, and a receiver
/// that knows either is content.
/// </summary>
public sealed class WebhookSignature
{
    /// <summary>What a secret begins with; the rest is the key in base64.</summary>
    public const string SecretPrefix = "whsec_";

    /// <summary>The fewest bytes of a key.</summary>
    public const int MinKeyBytes = 24;

    /// <summary>The most bytes of a key.</summary>
    public const int MaxKeyBytes = 64;

    private const string Id = "webhook-id";
    private const string Timestamp = "webhook-timestamp";
    private const string Signature = "webhook-signature";

    private readonly IReadOnlyList<byte[]> _keys;

    private WebhookSignature(IReadOnlyList<byte[]> keys) => _keys = keys;

    /// <summary>Reads secrets, each <c>whsec_</c> and 24 to 64 bytes in base64.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="other">Another that signs besides, while one takes the other's place; null or empty for none.</param>
    /// <param name="signature">What signs by them.</param>
    /// <returns>False where one of them is not a secret.</returns>
    public static bool TryCreate(string? secret, string? other, [NotNullWhen(true)] out WebhookSignature? signature)
    {
        signature = null;
        if (KeyOf(secret) is not { } key)
        {
            return false;
        }

        if (string.IsNullOrEmpty(other))
        {
            signature = new WebhookSignature([key]);
        }
        else if (KeyOf(other) is { } second)
        {
            signature = new WebhookSignature([key, second]);
        }

        return signature is not null;
    }

    /// <summary>The value of <c>webhook-signature</c>: a signature for each secret, separated by spaces.</summary>
    /// <param name="id">The message's id, the same each time that it is sent.</param>
    /// <param name="at">When it is sent; signed in whole seconds.</param>
    /// <param name="body">The body as it is sent.</param>
    public string Sign(string id, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        var head = Encoding.UTF8.GetBytes($"{id}.{Seconds(at)}.");
        var signed = new byte[head.Length + body.Length];
        head.CopyTo(signed, 0);
        body.CopyTo(signed.AsSpan(head.Length));
        return string.Join(' ', _keys.Select(key => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, signed))}"));
    }

    /// <summary>Writes the three headers of a signed message.</summary>
    public void Write(HttpRequestHeaders headers, string id, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        headers.Add(Id, id);
        headers.Add(Timestamp, Seconds(at));
        headers.Add(Signature, Sign(id, at, body));
    }

    private static string Seconds(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private static byte[]? KeyOf(string? secret)
    {
        if (secret is null || !secret.StartsWith(SecretPrefix, StringComparison.Ordinal))
        {
            return null;
        }

        var text = secret[SecretPrefix.Length..];
        Span<byte> key = stackalloc byte[MaxKeyBytes + 2];
        return Convert.TryFromBase64String(text, key, out var length) && length is >= MinKeyBytes and <= MaxKeyBytes
            ? key[..length].ToArray()
            : null;
    }
}
