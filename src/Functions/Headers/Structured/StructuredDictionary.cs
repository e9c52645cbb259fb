using System.Text;
using Microsoft.Extensions.Primitives;

namespace SmartTransfer.Functions.Headers.Structured;

/// <summary>A dictionary of structured fields (RFC 9651, section 3.2; RFC 8941 before it).</summary>
internal static class StructuredDictionary
{
    /// <summary>
    /// Longer fields are not read. It is what the server takes of all header fields together; a field may be bounded more
    /// tightly.
    /// </summary>
    public const int MaxChars = 32_768;

    /// <summary>Reads the field (section 4.2.2); null when it is not a dictionary, or is longer than <paramref name="maxChars"/>.</summary>
    /// <returns>The members in their order. Of a key that is given more than once the last member counts.</returns>
    public static IReadOnlyDictionary<string, FieldMember>? Parse(string field, int maxChars = MaxChars)
    {
        if (field.Length > maxChars)
        {
            return null;
        }

        var members = new OrderedDictionary<string, FieldMember>(StringComparer.Ordinal);
        var rest = field.AsSpan().Trim(' ');
        while (!rest.IsEmpty)
        {
            if (!FieldReader.TryKey(ref rest, out var key) || !FieldReader.TryMember(ref rest, out var member))
            {
                return null;
            }

            members[key] = member;
            rest = rest.TrimStart(FieldCharacters.Whitespace);
            if (rest.IsEmpty)
            {
                return members;
            }

            if (rest[0] != ',')
            {
                return null;
            }

            rest = rest[1..].TrimStart(FieldCharacters.Whitespace);
            if (rest.IsEmpty)
            {
                return null;
            }
        }

        return members;
    }

    /// <summary>Writes the field (section 4.1.2). A dictionary without members is an empty text: such a field is left out.</summary>
    /// <exception cref="ArgumentException">A key is not one.</exception>
    public static string Format(IEnumerable<KeyValuePair<string, FieldMember>> members)
    {
        var text = new StringBuilder();
        foreach (var (key, member) in members)
        {
            FieldWriter.Write(text.Append(text.Length > 0 ? ", " : string.Empty), key, member);
        }

        return text.ToString();
    }

    /// <summary>The lines of one field as one (RFC 9110, section 5.3), empty ones left out.</summary>
    public static string Join(StringValues lines) =>
        lines.Count > 1 ? string.Join(", ", lines.Where(line => !string.IsNullOrEmpty(line))) : lines.ToString();
}
