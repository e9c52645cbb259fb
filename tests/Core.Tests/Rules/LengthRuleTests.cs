using SmartTransfer.Core.Rules;

namespace SmartTransfer.Core.Tests.Rules;

public class LengthRuleTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public void Lengths_up_to_the_longest_are_taken(long length) => Assert.Null(LengthRule.Check(length, 100));

    [Fact]
    public void A_length_below_nothing_is_none() => Assert.Equal("length-invalid", LengthRule.Check(-1, 100)?.Code);

    [Theory]
    [InlineData(101, "101")]
    [InlineData(long.MaxValue, "9223372036854775807 or more")]
    public void A_longer_file_is_refused_and_the_longest_named(long length, string got)
    {
        var failure = LengthRule.Check(length, 100);
        Assert.Equal(("length-too-large", got, 100L), (failure?.Code, failure?.Facts["got"], failure?.Facts["want"]));
    }
}
