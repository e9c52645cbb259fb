using System.Buffers;
using System.Globalization;
using System.Text;

namespace SmartTransfer.Core.Identity;

/// <summary>What text of a client's is fit to be shown and stored as a name.</summary>
internal static class UnicodeText
{
    /// <summary>False when a surrogate stands alone, which UTF-8 cannot express.</summary>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out _, out var taken) != OperationStatus.Done)
            {
                return false;
            }

            text = text[taken..];
        }

        return true;
    }

    /// <summary>
    /// Whether a character controls how text is shown instead of being shown: control characters, separators of lines, and bidirectional
    /// controls (Unicode Annex 9), which turn the reading direction of a name around and so hide its extension.
    /// </summary>
    public static bool IsControl(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            || rune.Value is 0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);
}
