namespace SmartTransfer.Functions.Headers;

/// <summary>Reads a dictionary of RFC 8941 (structured fields), section 3.2, as far as digests need it: which members there are, and the bytes of those that are byte sequences.</summary>
internal static class StructuredDictionary
{
    /// <summary>Reads the field; null when it is not a dictionary.</summary>
    /// <returns>By key: the bytes of a byte sequence, or null for a member of another type. The last member of a key counts.</returns>
    public static IReadOnlyDictionary<string, byte[]?>? Parse(string field)
    {
        var members = new Dictionary<string, byte[]?>(StringComparer.Ordinal);
        var rest = field.AsSpan().Trim(' ');
        while (!rest.IsEmpty)
        {
            if (!TryKey(ref rest, out var key))
            {
                return null;
            }

            byte[]? bytes = null;
            if (rest is ['=', ..] && !TryItem(ref rest, out bytes))
            {
                return null;
            }

            if (!TryParameters(ref rest))
            {
                return null;
            }

            members[key] = bytes;
            rest = rest.TrimStart(" \t");
            if (rest.IsEmpty)
            {
                return members;
            }

            if (rest[0] != ',')
            {
                return null;
            }

            rest = rest[1..].TrimStart(" \t");
            if (rest.IsEmpty)
            {
                return null;
            }
        }

        return members;
    }

    private static bool TryKey(ref ReadOnlySpan<char> rest, out string key)
    {
        var length = 0;
        while (length < rest.Length && (char.IsAsciiLetterLower(rest[length]) || rest[length] == '*' || (length > 0 && (char.IsAsciiDigit(rest[length]) || rest[length] is '_' or '-' or '.'))))
        {
            length++;
        }

        key = rest[..length].ToString();
        rest = rest[length..];
        return length > 0;
    }

    private static bool TryItem(ref ReadOnlySpan<char> rest, out byte[]? bytes)
    {
        bytes = null;
        rest = rest[1..];
        if (rest is not [':', ..])
        {
            return TryOther(ref rest);
        }

        var end = rest[1..].IndexOf(':');
        if (end < 0)
        {
            return false;
        }

        var text = rest.Slice(1, end);
        rest = rest[(end + 2)..];
        bytes = new byte[(text.Length / 4 * 3) + 3];
        if (text.ContainsAny(" \t\r\n") || !Convert.TryFromBase64Chars(text, bytes, out var written))
        {
            return false;
        }

        Array.Resize(ref bytes, written);
        return true;
    }

    /// <summary>Passes over an item of another type: a string, or a run of the characters that tokens, numbers and booleans consist of.</summary>
    private static bool TryOther(ref ReadOnlySpan<char> rest)
    {
        if (rest is ['"', ..])
        {
            for (var i = 1; i < rest.Length; i++)
            {
                if (rest[i] == '\\')
                {
                    i++;
                }
                else if (rest[i] == '"')
                {
                    rest = rest[(i + 1)..];
                    return true;
                }
            }

            return false;
        }

        var length = 0;
        while (length < rest.Length && (char.IsAsciiLetterOrDigit(rest[length]) || "!#$%&'*+-.^_`|~:/?@".Contains(rest[length], StringComparison.Ordinal)))
        {
            length++;
        }

        rest = rest[length..];
        return length > 0;
    }

    private static bool TryParameters(ref ReadOnlySpan<char> rest)
    {
        while (rest is [';', ..])
        {
            rest = rest[1..].TrimStart(' ');
            if (!TryKey(ref rest, out _) || (rest is ['=', ..] && !TryItem(ref rest, out _)))
            {
                return false;
            }
        }

        return true;
    }
}
