using System.Text;

namespace SmartTransfer.Azure.Blobs;

/// <summary>The Content-Disposition header of a file (RFC 6266), safe for any name.</summary>
internal static class ContentDisposition
{
    private const char Substitute = '_';

    /// <summary>
    /// <c>attachment; filename="..."</c>, with <c>filename*</c> (RFC 8187, percent-encoded UTF-8) beside it where the first
    /// cannot carry the name as it is. Clients that know the second prefer it.
    /// </summary>
    public static string Attachment(string fileName)
    {
        var plain = new StringBuilder(fileName.Length);
        foreach (var rune in fileName.EnumerateRunes())
        {
            // Two spaces in a row may come out as one after a header has been normalised for signing.
            var spaceAfterSpace = rune.Value == ' ' && plain.Length > 0 && plain[^1] == ' ';
            plain.Append(IsPlain(rune) && !spaceAfterSpace ? (char)rune.Value : Substitute);
        }

        var header = $"attachment; filename=\"{plain}\"";
        return plain.Equals(fileName) ? header : $"{header}; filename*=UTF-8''{Uri.EscapeDataString(fileName)}";
    }

    // A quote or backslash would need escapes that clients read differently; a percent sign some of them decode (RFC 6266, appendix D).
    private static bool IsPlain(Rune rune) => rune.Value is >= ' ' and < 0x7F and not ('"' or '\\' or '%' or '/');
}
