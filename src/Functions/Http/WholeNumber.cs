using System.Globalization;

namespace SmartTransfer.Functions.Http;

/// <summary>
/// A whole number as headers and JSON write it. "A recipient MUST anticipate potentially large decimal numerals and prevent
/// parsing errors due to integer conversion overflows" (RFC 9110, section 8.6; 14.1.1 for ranges).
/// </summary>
internal static class WholeNumber
{
    /// <summary>
    /// Reads decimal digits. A number that 64 bits do not hold becomes the largest that they do: beyond every limit either way.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long number)
    {
        number = 0;
        if (text.IsEmpty || text.ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number))
        {
            number = long.MaxValue;
        }

        return true;
    }
}
