using SmartTransfer.Functions.Headers.Structured;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Functions.Tests.Headers.Structured;

/// <summary>The reader and writer of RFC 9651 items, with every kind of bare item.</summary>
public sealed class StructuredItemTests
{
    [Theory]
    [InlineData("0", "integer 0")]
    [InlineData("-0", "integer 0")]
    [InlineData("42", "integer 42")]
    [InlineData("-42", "integer -42")]
    [InlineData("00042", "integer 42")]
    [InlineData("999999999999999", "integer 999999999999999")]
    [InlineData("-999999999999999", "integer -999999999999999")]
    [InlineData("1.5", "decimal 1.5")]
    [InlineData("-0.001", "decimal -0.001")]
    [InlineData("1.0", "decimal 1")]
    [InlineData("999999999999.999", "decimal 999999999999.999")]
    [InlineData("-999999999999.999", "decimal -999999999999.999")]
    [InlineData("\"\"", "text ")]
    [InlineData("\"a b\"", "text a b")]
    [InlineData("\"\\\"\\\\\"", "text \"\\")]
    [InlineData("\" ~\"", "text  ~")]
    [InlineData("a", "token a")]
    [InlineData("*", "token *")]
    [InlineData("Az09!#$%&'*+-.^_`|~:/", "token Az09!#$%&'*+-.^_`|~:/")]
    [InlineData("::", "bytes ")]
    [InlineData(":AQID:", "bytes 010203")]
    [InlineData(":AQI=:", "bytes 0102")]
    [InlineData(":AQ==:", "bytes 01")]
    [InlineData(":+/+/:", "bytes fbffbf")]
    [InlineData("?1", "boolean True")]
    [InlineData("?0", "boolean False")]
    [InlineData("@1659578233", "date 1659578233")]
    [InlineData("@-1", "date -1")]
    [InlineData("%\"\"", "display ")]
    [InlineData("%\"a b %c3%bc %f0%9f%98%80 %25 \\\"", "display a b ü 😀 % \\")]
    [InlineData("  1  ", "integer 1")]
    [InlineData("1;a;b=2", "integer 1;a boolean True;b integer 2")]
    public void What_is_an_item_is_read(string field, string item) => Assert.Equal(item, Shown.Item(StructuredItem.Parse(field)!.Value));

    // Section 4.2.7: base64 without padding, or with bits left over in its last character, should not be refused.
    [Theory]
    [InlineData(":AQI:", "bytes 0102")]
    [InlineData(":AQ:", "bytes 01")]
    [InlineData(":AR==:", "bytes 01")]
    [InlineData(":AQJ=:", "bytes 0102")]
    public void Bytes_are_read_also_where_their_base64_is_not_canonical(string field, string item) =>
        Assert.Equal(item, Shown.Item(StructuredItem.Parse(field)!.Value));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("-")]
    [InlineData("--1")]
    [InlineData("+1")]
    [InlineData("1000000000000000")]
    [InlineData("0000000000000001")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("1.5.")]
    [InlineData("1.2345")]
    [InlineData("1.0000")]
    [InlineData("1000000000000.0")]
    [InlineData("1e3")]
    [InlineData("1_000")]
    [InlineData("0x1")]
    [InlineData("\u0661")]
    [InlineData("\"")]
    [InlineData("\"open")]
    [InlineData("\"open\\")]
    [InlineData("\"open\\\"")]
    [InlineData("\"\\a\"")]
    [InlineData("\"a\tb\"")]
    [InlineData("\"a\u007f\"")]
    [InlineData("\"ü\"")]
    [InlineData("'a'")]
    [InlineData("a b")]
    [InlineData("a,b")]
    [InlineData("/a")]
    [InlineData(":")]
    [InlineData(":AA==")]
    [InlineData(":A:")]
    [InlineData(":A===:")]
    [InlineData(":AA=:")]
    [InlineData(":AAA==:")]
    [InlineData(":=:")]
    [InlineData(":====:")]
    [InlineData(":AA==AA==:")]
    [InlineData(":A A=:")]
    [InlineData(":AAAA\n:")]
    [InlineData(":-_==:")]
    [InlineData(":é===:")]
    [InlineData("?")]
    [InlineData("?2")]
    [InlineData("?10")]
    [InlineData("? 1")]
    [InlineData("@")]
    [InlineData("@1.5")]
    [InlineData("@ 1")]
    [InlineData("@\"1\"")]
    [InlineData("@1000000000000000")]
    [InlineData("%")]
    [InlineData("%a")]
    [InlineData("%\"")]
    [InlineData("%\"%\"")]
    [InlineData("%\"%2\"")]
    [InlineData("%\"%C3%BC\"")]
    [InlineData("%\"%c3\"")]
    [InlineData("%\"%ed%a0%80\"")]
    [InlineData("%\"%c0%80\"")]
    [InlineData("%\"%2g\"")]
    [InlineData("%\"ü\"")]
    [InlineData("%\"a\tb\"")]
    [InlineData("(1)")]
    [InlineData("1 ;a")]
    [InlineData("1;")]
    [InlineData("\t1")]
    [InlineData("1\t")]
    [InlineData("1, 2")]
    public void What_is_none_is_refused(string field) => Assert.Null(StructuredItem.Parse(field));

    [Fact]
    public void A_field_longer_than_is_taken_is_refused()
    {
        Assert.NotNull(StructuredItem.Parse("1234", maxChars: 4));
        Assert.Null(StructuredItem.Parse("12345", maxChars: 4));
    }

    [Fact]
    public void What_is_written_is_read_as_it_was() => Always.Holds(FieldValues.Items(), item =>
    {
        var read = StructuredItem.Parse(StructuredItem.Format(item))!.Value;
        Assert.Equal(item.Value, read.Value);
        Assert.Equal(Shown.Item(item), Shown.Item(read));
    });

    [Fact]
    public void No_text_whatever_makes_it_throw() => Always.Holds(FieldValues.Texts(), field =>
    {
        if (StructuredItem.Parse(field) is { } item)
        {
            Assert.Equal(Shown.Item(item), Shown.Item(StructuredItem.Parse(StructuredItem.Format(item))!.Value));
        }
    });
}
