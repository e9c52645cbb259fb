using FsCheck;
using FsCheck.Fluent;
using SmartTransfer.Functions.Headers.Structured;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Functions.Tests.Headers.Structured;

/// <summary>Generators of structured fields.</summary>
internal static class FieldValues
{
    private const string KeyCharacters = "abz09_-.*";
    private const string TokenCharacters = "azAZ09!#$%&'*+-.^_`|~:/";

    private static readonly string[] Pieces =
        ["a", "b", "sha-256", "=", ":", "AA==", "A", ",", ", ", ";", " ", "\t", "\"", "\\", "?1", "?0", "(", ")", "1", "-", ".", "12.125",
            "999999999999999", "0", "@", "%\"", "%c3%bc", "tok/en", "é", "\ud800", "\0", "\r\n", "*"];

    /// <summary>Text of the pieces that fields are made of: some of it fields, most of it nearly.</summary>
    public static Gen<string> Texts() => from pieces in Gen.Elements(Pieces).ListOf() select string.Concat(pieces);

    public static Gen<BareItem> BareItems() => Gen.OneOf(
        from number in Numbers() select BareItem.Integer(number),
        from thousandths in Numbers() select BareItem.Decimal(thousandths / 1000m),
        from text in Printable() select BareItem.Text(text),
        from token in Tokens() select BareItem.Token(token),
        from bytes in Values.Bytes(70) select BareItem.Bytes(bytes),
        from flag in Gen.Elements(true, false) select BareItem.Boolean(flag),
        from seconds in Numbers() select BareItem.Date(seconds),
        from text in Unicode() select BareItem.DisplayText(text));

    public static Gen<FieldItem> Items() =>
        from item in BareItems()
        from parameters in Parameters()
        select new FieldItem(item, parameters);

    public static Gen<OrderedDictionary<string, FieldMember>> Dictionaries() => Keyed(Gen.OneOf(
        from item in Items() select new FieldMember(item),
        from items in Items().ListOf() from parameters in Parameters() select new FieldMember([.. items], parameters)));

    /// <summary>The text with one character changed, added or lost, or cut.</summary>
    public static Gen<string> Mutations(string text) =>
        from at in Gen.Choose(0, text.Length)
        from piece in Gen.Elements(Pieces)
        from lost in Gen.Choose(0, 2)
        from rest in Gen.Elements(true, true, true, false)
        select text[..at] + piece + (rest ? text[Math.Min(text.Length, at + lost)..] : string.Empty);

    private static Gen<OrderedDictionary<string, BareItem>> Parameters() => Keyed(BareItems());

    private static Gen<OrderedDictionary<string, T>> Keyed<T>(Gen<T> values) =>
        from entries in (from key in Keys() from value in values select (key, value)).ListOf()
        select new OrderedDictionary<string, T>(
            entries.DistinctBy(entry => entry.key).Select(entry => KeyValuePair.Create(entry.key, entry.value)));

    private static Gen<string> Keys() => Word("abz*", KeyCharacters);

    private static Gen<string> Tokens() => Word("azAZ*", TokenCharacters);

    private static Gen<string> Word(string first, string others) =>
        from start in Gen.Elements(first.ToCharArray())
        from rest in Gen.Elements(others.ToCharArray()).ListOf()
        select start + string.Concat(rest);

    private static Gen<string> Printable() =>
        from characters in Gen.Choose(' ', '~').ListOf() select string.Concat(characters.Select(c => (char)c));

    private static Gen<string> Unicode() =>
        from pieces in Gen.Elements(
            "a", "%", "\"", "\\", " ", "\0", "\n", "\u007f", "é", "€", "\ufffd", "😀").ListOf()
        select string.Concat(pieces);

    private static Gen<long> Numbers() =>
        from magnitude in Values.ByteCounts(maxBits: 50)
        from negative in Gen.Elements(true, false)
        let number = magnitude % (BareItem.MaxInteger + 1)
        select negative ? -number : number;
}
