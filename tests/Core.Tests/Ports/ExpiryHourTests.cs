using FsCheck.Fluent;
using SmartTransfer.Core.Ports;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Core.Tests.Ports;

public class ExpiryHourTests
{
    [Theory]
    [InlineData("2030-01-01T00:00:00Z", "2030010100")]
    [InlineData("2030-12-31T23:59:59.9999999Z", "2030123123")]
    [InlineData("2030-01-01T00:30:00+01:00", "2029123123")]
    [InlineData("1969-12-31T23:59:59Z", "1969123123")]
    public void An_instant_lies_in_its_hour_of_utc(string instant, string hour) =>
        Assert.Equal(hour, ExpiryHour.Of(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture)).ToString());

    [Fact]
    public void Hours_are_read_back_and_sort_as_their_texts_do() => Always.Holds(
        Gen.Choose(0, 2_000_000).Two(),
        given =>
        {
            var (one, other) = (new ExpiryHour(given.Item1), new ExpiryHour(given.Item2));

            Assert.Equal(one, ExpiryHour.Parse(one.ToString()));
            Assert.Equal(10, one.ToString().Length);
            Assert.Equal(Math.Sign(one.CompareTo(other)), Math.Sign(string.CompareOrdinal(one.ToString(), other.ToString())));
        });

    [Theory]
    [InlineData("")]
    [InlineData("20300101")]
    [InlineData("2030010124")]
    [InlineData("2030-01-01T00")]
    public void Other_texts_are_a_fault(string text) => Assert.Throws<FormatException>(() => ExpiryHour.Parse(text));
}
