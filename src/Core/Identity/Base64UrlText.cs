using System.Buffers;

namespace SmartTransfer.Core.Identity;

/// <summary>The letters of base64url (RFC 4648, section 5), of which keys consist.</summary>
internal static class Base64UrlText
{
    private static readonly SearchValues<char> Letters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>Whether a text has no other character in it.</summary>
    public static bool IsAllOf(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(Letters);
}
