using System.Globalization;
using SmartTransfer.Functions.Headers.Structured;

namespace SmartTransfer.Functions.Tests.Headers.Structured;

/// <summary>Structured fields as text that tells all of them apart, by no code that the writer uses.</summary>
internal static class Shown
{
    public static string Members(IEnumerable<KeyValuePair<string, FieldMember>> members) =>
        string.Join(" | ", members.Select(member => $"{member.Key} {Member(member.Value)}"));

    public static string Item(BareItem item) => $"{item.Kind switch
    {
        BareItemKind.Integer => "integer",
        BareItemKind.Decimal => "decimal",
        BareItemKind.Text => "text",
        BareItemKind.Token => "token",
        BareItemKind.Bytes => "bytes",
        BareItemKind.Boolean => "boolean",
        BareItemKind.Date => "date",
        _ => "display",
    }} {Content(item)}";

    public static string Item(FieldItem item) => Item(item.Value) + Parameters(item.Parameters);

    private static string Member(FieldMember member) =>
        (
            member.InnerList is null
                ? Item(member.Item!.Value)
                : $"[{string.Join(", ", member.InnerList.Select(Item))}]") + Parameters(member.Parameters);

    private static string Parameters(IReadOnlyDictionary<string, BareItem> parameters) =>
        string.Concat(parameters.Select(parameter => $";{parameter.Key} {Item(parameter.Value)}"));

    private static string Content(BareItem item)
    {
        // Each kind gives its own value, and no other's.
        object?[] values =
        [
            item.AsInteger, item.AsDecimal, item.AsText, item.AsToken, item.AsBytes, item.AsBoolean, item.AsDateSeconds, item.AsDisplayText,
        ];
        var value = Assert.Single(values, value => value is not null);
        return value switch
        {
            byte[] bytes => Convert.ToHexStringLower(bytes),
            decimal number => number.ToString("0.###", CultureInfo.InvariantCulture),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
    }
}
