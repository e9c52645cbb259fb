using System.Collections.ObjectModel;

namespace SmartTransfer.Functions.Headers.Structured;

/// <summary>
/// Reads what bare items are put together to: keys, parameters, items, inner lists (RFC 9651, section 4.2). Each method takes
/// what it reads off the beginning of the text; false when the text does not begin with such a thing.
/// </summary>
internal static class FieldReader
{
    public static bool TryKey(ref ReadOnlySpan<char> rest, out string key)
    {
        key = string.Empty;
        if (rest.IsEmpty || !FieldCharacters.IsKeyStart(rest[0]))
        {
            return false;
        }

        var end = rest.IndexOfAnyExcept(FieldCharacters.Key);
        key = (end < 0 ? rest : rest[..end]).ToString();
        rest = rest[key.Length..];
        return true;
    }

    /// <summary>What follows a key of a dictionary: = with an item or an inner list, or nothing, which stands for true.</summary>
    public static bool TryMember(ref ReadOnlySpan<char> rest, out FieldMember member)
    {
        member = default;
        if (rest is ['=', '(', ..])
        {
            rest = rest[2..];
            return TryInnerList(ref rest, out member);
        }

        if (!TryValue(ref rest, out var value) || !TryParameters(ref rest, out var parameters))
        {
            return false;
        }

        member = new FieldMember(new FieldItem(value, parameters));
        return true;
    }

    public static bool TryItem(ref ReadOnlySpan<char> rest, out FieldItem item)
    {
        item = default;
        if (!BareItemReader.TryRead(ref rest, out var value) || !TryParameters(ref rest, out var parameters))
        {
            return false;
        }

        item = new FieldItem(value, parameters);
        return true;
    }

    private static bool TryInnerList(ref ReadOnlySpan<char> rest, out FieldMember member)
    {
        member = default;
        var items = new List<FieldItem>();
        for (rest = rest.TrimStart(' '); rest is not [')', ..]; rest = rest.TrimStart(' '))
        {
            if (!TryItem(ref rest, out var item) || rest is not [' ' or ')', ..])
            {
                return false;
            }

            items.Add(item);
        }

        rest = rest[1..];
        if (!TryParameters(ref rest, out var parameters))
        {
            return false;
        }

        member = new FieldMember(items, parameters);
        return true;
    }

    private static bool TryParameters(ref ReadOnlySpan<char> rest, out IReadOnlyDictionary<string, BareItem> parameters)
    {
        OrderedDictionary<string, BareItem>? given = null;
        parameters = ReadOnlyDictionary<string, BareItem>.Empty;
        while (rest is [';', ..])
        {
            rest = rest[1..].TrimStart(' ');
            if (!TryKey(ref rest, out var key) || !TryValue(ref rest, out var value))
            {
                return false;
            }

            given ??= new OrderedDictionary<string, BareItem>(StringComparer.Ordinal);
            given[key] = value;
            parameters = given;
        }

        return true;
    }

    /// <summary>= with a bare item, or nothing, which stands for true.</summary>
    private static bool TryValue(ref ReadOnlySpan<char> rest, out BareItem value)
    {
        if (rest is not ['=', ..])
        {
            value = BareItem.Boolean(true);
            return true;
        }

        rest = rest[1..];
        return BareItemReader.TryRead(ref rest, out value);
    }
}
