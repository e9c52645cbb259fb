using System.Globalization;
using System.Text;

namespace SmartTransfer.Functions.Headers.Structured;

/// <summary>Writes structured fields in their canonical form (RFC 9651, section 4.1).</summary>
internal static class FieldWriter
{
    /// <exception cref="ArgumentException">A key is not one.</exception>
    public static void Write(StringBuilder text, string key, FieldMember member)
    {
        WriteKey(text, key);
        if (member.InnerList is null)
        {
            WriteValue(text, member.Item!.Value);
        }
        else
        {
            text.Append("=(");
            for (var i = 0; i < member.InnerList.Count; i++)
            {
                Write(text.Append(i > 0 ? " " : string.Empty), member.InnerList[i]);
            }

            text.Append(')');
        }

        WriteParameters(text, member.Parameters);
    }

    /// <exception cref="ArgumentException">A parameter's key is not one.</exception>
    public static void Write(StringBuilder text, FieldItem item)
    {
        Write(text, item.Value);
        WriteParameters(text, item.Parameters);
    }

    private static void WriteParameters(StringBuilder text, IReadOnlyDictionary<string, BareItem> parameters)
    {
        foreach (var (key, value) in parameters)
        {
            WriteKey(text.Append(';'), key);
            WriteValue(text, value);
        }
    }

    private static void WriteKey(StringBuilder text, string key) =>
        text.Append(FieldCharacters.IsKey(key) ? key : throw new ArgumentException(
            "A key begins with a-z or * and contains only a-z, 0-9, _, -, . and *.", nameof(key)));

    /// <summary>True is written by leaving it out.</summary>
    private static void WriteValue(StringBuilder text, BareItem value)
    {
        if (value.AsBoolean is not true)
        {
            Write(text.Append('='), value);
        }
    }

    private static void Write(StringBuilder text, BareItem value)
    {
        var culture = CultureInfo.InvariantCulture;
        _ = value.Kind switch
        {
            BareItemKind.Integer => text.Append(culture, $"{value.AsInteger}"),
            BareItemKind.Decimal => text.Append(culture, $"{value.AsDecimal:0.0##}"),
            BareItemKind.Text =>
                text.Append('"').Append(value.AsText!.Replace(
                    "\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"'),
            BareItemKind.Token => text.Append(value.AsToken),
            BareItemKind.Bytes => text.Append(':').Append(Convert.ToBase64String(value.AsBytes!)).Append(':'),
            BareItemKind.Boolean => text.Append(value.AsBoolean is true ? "?1" : "?0"),
            BareItemKind.Date => text.Append(culture, $"@{value.AsDateSeconds}"),
            BareItemKind.DisplayText => WriteDisplayText(text, value.AsDisplayText!),
            _ => throw new InvalidOperationException($"There is no item of kind {value.Kind}."),
        };
    }

    private static StringBuilder WriteDisplayText(StringBuilder text, string value)
    {
        text.Append("%\"");
        foreach (var octet in StrictUtf8.Encoding.GetBytes(value))
        {
            _ = octet is (byte)'%' or (byte)'"' || !FieldCharacters.IsPrintable((char)octet)
                ? text.Append(CultureInfo.InvariantCulture, $"%{octet:x2}")
                : text.Append((char)octet);
        }

        return text.Append('"');
    }
}
