using System.Buffers;
using System.Text;

namespace SmartTransfer.Core.Rules;

/// <summary>Whether text survives a round trip through UTF-8.</summary>
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
}
