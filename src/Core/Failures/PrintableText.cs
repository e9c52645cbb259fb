using System.Text;

namespace SmartTransfer.Core.Failures;

/// <summary>Text that came from outside, made fit for messages, headers and logs.</summary>
internal static class PrintableText
{
    /// <summary>
    /// The text's first <paramref name="maxChars"/> characters, with an ellipsis if there are more; control characters and half
    /// surrogate pairs are replaced.
    /// </summary>
    public static string Of(string text, int maxChars)
    {
        var printable = new StringBuilder(Math.Min(text.Length, maxChars) + 1);
        foreach (var rune in text.EnumerateRunes())
        {
            if (printable.Length + rune.Utf16SequenceLength > maxChars)
            {
                return printable.Append('\u2026').ToString();
            }

            printable.Append((Rune.IsControl(rune) ? Rune.ReplacementChar : rune).ToString());
        }

        return printable.ToString();
    }
}
