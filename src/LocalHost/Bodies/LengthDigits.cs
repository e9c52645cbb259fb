using System.Text;
using Microsoft.Net.Http.Headers;

namespace SmartTransfer.LocalHost.Bodies;

/// <summary>
/// Lets the server read a Content-Length of digits and of nothing else (RFC 9110, section 8.6). By itself it takes a sign as well;
/// what stands in front of it may not, and then the two see the body end at different places (RFC 9112, section 11.2).
/// </summary>
internal sealed class LengthDigits : Encoding
{
    private static readonly LengthDigits Instance = new();

    private LengthDigits()
    {
    }

    /// <summary>What decodes a header; null for the server's own way.</summary>
    public static Encoding? For(string header) =>
        header.Equals(HeaderNames.ContentLength, StringComparison.OrdinalIgnoreCase) ? Instance : null;

    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        // There is room for the digits of the longest length. Whatever is longer is none.
        var isLength = bytes.Length <= chars.Length && !bytes.ContainsAnyExceptInRange((byte)'0', (byte)'9');
        var read = chars[..Math.Min(bytes.Length, chars.Length)];
        read.Fill('\uFFFD');
        return isLength ? Latin1.GetChars(bytes, chars) : read.Length;
    }

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
        GetChars(bytes.AsSpan(byteIndex, byteCount), chars.AsSpan(charIndex));

    public override int GetCharCount(byte[] bytes, int index, int count) => count;

    public override int GetMaxCharCount(int byteCount) => byteCount;

    public override int GetByteCount(char[] chars, int index, int count) => count;

    public override int GetMaxByteCount(int charCount) => charCount;

    // A server only decodes what it is sent.
    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        throw new NotSupportedException("This encoding only decodes.");
}
