using System.Text;

namespace SmartTransfer.Functions.Headers.Structured;

/// <summary>A structured field that is one item (RFC 9651, section 3.3).</summary>
internal static class StructuredItem
{
    /// <summary>Reads the field (section 4.2.3); null when it is not one item, or is longer than <paramref name="maxChars"/>.</summary>
    public static FieldItem? Parse(string field, int maxChars = StructuredDictionary.MaxChars)
    {
        var rest = field.AsSpan().Trim(' ');
        return field.Length <= maxChars && FieldReader.TryItem(ref rest, out var item) && rest.IsEmpty ? item : null;
    }

    /// <summary>Writes the field (section 4.1.3).</summary>
    /// <exception cref="ArgumentException">A parameter's key is not one.</exception>
    public static string Format(FieldItem item)
    {
        var text = new StringBuilder();
        FieldWriter.Write(text, item);
        return text.ToString();
    }
}
