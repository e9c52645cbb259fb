using System.Globalization;
using System.Text;
using SmartTransfer.Functions.Http;

namespace SmartTransfer.Functions.Headers.Structured;

/// <summary>
/// Reads bare items (RFC 9651, section 4.2.3.1), each by its first character, and takes them off the beginning of the text.
/// False when the text does not begin with one.
/// </summary>
internal static class BareItemReader
{
    private const int MaxDigits = 15;
    private const int MaxDigitsBeforePoint = 12;
    private const int MaxDigitsAfterPoint = 3;

    public static bool TryRead(ref ReadOnlySpan<char> rest, out BareItem item)
    {
        item = default;
        switch (rest)
        {
            case ['-' or (>= '0' and <= '9'), ..]:
                return TryNumber(ref rest, out item);
            case ['"', ..]:
                return TryText(ref rest, out item);
            case [':', ..]:
                return TryBytes(ref rest, out item);
            case ['?', '0' or '1', ..]:
                item = BareItem.Boolean(rest[1] == '1');
                rest = rest[2..];
                return true;
            case ['@', ..]:
                return TryDate(ref rest, out item);
            case ['%', '"', ..]:
                return TryDisplayText(ref rest, out item);
            case [var first, ..] when FieldCharacters.IsTokenStart(first):
                var end = rest.IndexOfAnyExcept(FieldCharacters.Token);
                item = BareItem.Token((end < 0 ? rest : rest[..end]).ToString());
                rest = end < 0 ? default : rest[end..];
                return true;
            default:
                return false;
        }
    }

    private static bool TryNumber(ref ReadOnlySpan<char> rest, out BareItem item)
    {
        item = default;
        var negative = rest[0] == '-';
        rest = negative ? rest[1..] : rest;
        var whole = Digits(rest);
        var point = whole < rest.Length && rest[whole] == '.';
        if (whole == 0 || whole > (point ? MaxDigitsBeforePoint : MaxDigits))
        {
            return false;
        }

        if (!point)
        {
            item = BareItem.Integer(Signed(rest[..whole]));
            rest = rest[whole..];
            return true;
        }

        var places = Digits(rest[(whole + 1)..]);
        if (places is 0 or > MaxDigitsAfterPoint)
        {
            return false;
        }

        var length = whole + 1 + places;
        var value = decimal.Parse(rest[..length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        item = BareItem.Decimal(negative ? -value : value);
        rest = rest[length..];
        return true;

        long Signed(ReadOnlySpan<char> digits)
        {
            var number = long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
            return negative ? -number : number;
        }
    }

    private static bool TryDate(ref ReadOnlySpan<char> rest, out BareItem item)
    {
        rest = rest[1..];
        if (rest is not ['-' or (>= '0' and <= '9'), ..] || !TryNumber(ref rest, out item) || item.AsInteger is not { } seconds)
        {
            item = default;
            return false;
        }

        item = BareItem.Date(seconds);
        return true;
    }

    private static bool TryText(ref ReadOnlySpan<char> rest, out BareItem item)
    {
        item = default;
        StringBuilder? unescaped = null;
        for (var i = 1; i < rest.Length && FieldCharacters.IsPrintable(rest[i]); i++)
        {
            if (rest[i] == '"')
            {
                item = BareItem.Text(unescaped?.ToString() ?? rest[1..i].ToString());
                rest = rest[(i + 1)..];
                return true;
            }

            if (rest[i] == '\\')
            {
                unescaped ??= new StringBuilder().Append(rest[1..i]);
                if (++i == rest.Length || rest[i] is not ('"' or '\\'))
                {
                    return false;
                }
            }

            unescaped?.Append(rest[i]);
        }

        return false;
    }

    private static bool TryBytes(ref ReadOnlySpan<char> rest, out BareItem item)
    {
        item = default;
        var end = rest[1..].IndexOf(':');
        if (end < 0)
        {
            return false;
        }

        var text = rest.Slice(1, end);
        rest = rest[(end + 2)..];
        var characters = text.TrimEnd('=');
        if (characters.ContainsAnyExcept(FieldCharacters.Base64) || (text.Length != characters.Length && text.Length % 4 != 0))
        {
            return false;
        }

        // Padding may be missing as a whole (section 4.2.7), and the decoder wants it.
        var bytes = new byte[characters.Length * 3 / 4];
        var padded = text.Length % 4 is 2 or 3 ? string.Concat(text, "==".AsSpan(text.Length % 4 - 2)) : text;
        if (!Convert.TryFromBase64Chars(padded, bytes, out var written) || written != bytes.Length)
        {
            return false;
        }

        item = BareItem.Bytes(bytes);
        return true;
    }

    private static bool TryDisplayText(ref ReadOnlySpan<char> rest, out BareItem item)
    {
        item = default;
        var end = rest[2..].IndexOf('"');
        if (end < 0)
        {
            return false;
        }

        var text = rest.Slice(2, end);
        rest = rest[(end + 3)..];
        var bytes = new byte[text.Length];
        var count = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (!FieldCharacters.IsPrintable(text[i]))
            {
                return false;
            }

            if (text[i] != '%')
            {
                bytes[count++] = (byte)text[i];
            }
            else if (i + 2 < text.Length && !text.Slice(i + 1, 2).ContainsAnyExcept(FieldCharacters.LowerHex))
            {
                bytes[count++] = byte.Parse(text.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                i += 2;
            }
            else
            {
                return false;
            }
        }

        if (!System.Text.Unicode.Utf8.IsValid(bytes.AsSpan(0, count)))
        {
            return false;
        }

        item = BareItem.DisplayText(Encoding.UTF8.GetString(bytes, 0, count));
        return true;
    }

    private static int Digits(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length : end;
    }
}
