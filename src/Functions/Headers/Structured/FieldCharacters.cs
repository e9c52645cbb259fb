using System.Buffers;

namespace SmartTransfer.Functions.Headers.Structured;

/// <summary>Which characters may stand where in a structured field (RFC 9651, section 3).</summary>
internal static class FieldCharacters
{
    private const string Lower = "abcdefghijklmnopqrstuvwxyz";
    private const string Upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Digits = "0123456789";

    /// <summary>White space between the members of a dictionary.</summary>
    public const string Whitespace = " \t";

    /// <summary>Every character of a key; the first is also held by <see cref="IsKeyStart"/>.</summary>
    public static readonly SearchValues<char> Key = SearchValues.Create(Lower + Digits + "_-.*");

    /// <summary>Every character of a token; the first is also held by <see cref="IsTokenStart"/>.</summary>
    public static readonly SearchValues<char> Token = SearchValues.Create(Lower + Upper + Digits + "!#$%&'*+-.^_`|~:/");

    /// <summary>Base64 without its padding.</summary>
    public static readonly SearchValues<char> Base64 = SearchValues.Create(Lower + Upper + Digits + "+/");

    /// <summary>Lower-case hexadecimal digits, the only ones of a display string.</summary>
    public static readonly SearchValues<char> LowerHex = SearchValues.Create(Digits + "abcdef");

    public static bool IsKeyStart(char c) => char.IsAsciiLetterLower(c) || c == '*';

    public static bool IsTokenStart(char c) => char.IsAsciiLetter(c) || c == '*';

    /// <summary>Printable ASCII: what may stand in the quotes of a string.</summary>
    public static bool IsPrintable(char c) => char.IsBetween(c, ' ', '~');

    public static bool IsKey(ReadOnlySpan<char> text) => !text.IsEmpty && IsKeyStart(text[0]) && !text.ContainsAnyExcept(Key);

    public static bool IsToken(ReadOnlySpan<char> text) => !text.IsEmpty && IsTokenStart(text[0]) && !text.ContainsAnyExcept(Token);
}
