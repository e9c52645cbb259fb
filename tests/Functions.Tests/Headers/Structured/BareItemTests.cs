using System.Globalization;
using FsCheck.Fluent;
using SmartTransfer.Functions.Headers.Structured;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Functions.Tests.Headers.Structured;

/// <summary>Bare items: what cannot be written as one cannot be made.</summary>
public sealed class BareItemTests
{
    [Theory]
    [InlineData(1_000_000_000_000_000)]
    [InlineData(-1_000_000_000_000_000)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void A_number_of_more_than_15_digits_is_none(long number)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => BareItem.Integer(number));
        Assert.Throws<ArgumentOutOfRangeException>(() => BareItem.Date(number));
        Assert.Throws<ArgumentOutOfRangeException>(() => BareItem.Decimal(number));
    }

    [Theory]
    [InlineData("0.0005", "0")]
    [InlineData("0.0015", "0.002")]
    [InlineData("0.0025", "0.002")]
    [InlineData("-0.0025", "-0.002")]
    [InlineData("0.66666666", "0.667")]
    [InlineData("999999999999.9994", "999999999999.999")]
    public void A_decimal_is_rounded_to_three_places_and_halves_to_the_even_one(string number, string rounded) =>
        Assert.Equal($"decimal {rounded}", Shown.Item(BareItem.Decimal(decimal.Parse(number, CultureInfo.InvariantCulture))));

    [Theory]
    [InlineData("999999999999.9996")]
    [InlineData("-1000000000000")]
    [InlineData("79228162514264337593543950335")]
    public void A_decimal_of_more_than_12_digits_before_the_point_is_none(string number) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => BareItem.Decimal(decimal.Parse(number, CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("ü")]
    [InlineData("\n")]
    [InlineData("\u007f")]
    public void A_string_that_is_not_printable_ASCII_is_none(string text) => Assert.Throws<ArgumentException>(() => BareItem.Text(text));

    [Theory]
    [InlineData("")]
    [InlineData("1a")]
    [InlineData("a b")]
    [InlineData("a,b")]
    [InlineData("a\"")]
    [InlineData("ü")]
    public void A_word_that_is_no_token_is_none(string word) => Assert.Throws<ArgumentException>(() => BareItem.Token(word));

    [Fact]
    public void A_text_with_half_a_surrogate_pair_is_no_display_string() =>
        Assert.Throws<System.Text.EncoderFallbackException>(() => BareItem.DisplayText("a\ud800"));

    [Fact]
    public void Items_are_equal_when_kind_and_value_are() => Always.Holds(
        from left in FieldValues.BareItems()
        from right in FieldValues.BareItems()
        select (left, right),
        items =>
        {
            Assert.Equal(Shown.Item(items.left) == Shown.Item(items.right), items.left.Equals(items.right));
            var copy = StructuredItem.Parse(StructuredItem.Format(new FieldItem(items.left)))!.Value.Value;
            Assert.True(copy.Equals((object)items.left));
            Assert.Equal(copy.GetHashCode(), items.left.GetHashCode());
        });
}
