using SmartTransfer.Core.Rules;

namespace SmartTransfer.Core.Tests.Rules;

public class MetadataRuleTests
{
    private const int MaxBytes = 100;

    [Fact]
    public void No_metadata_is_fine() => Assert.Null(MetadataRule.Check(new Dictionary<string, string>(), 0));

    [Theory]
    [InlineData("a", "")]
    [InlineData("Camera_Model-2", "Ünïcode 😀")]
    public void Plain_names_with_any_printable_value_are_taken(string name, string value) => Assert.Null(Check(name, value));

    [Theory]
    [InlineData("", "v")]
    [InlineData("a b", "v")]
    [InlineData("a:b", "v")]
    [InlineData("ä", "v")]
    [InlineData("a\n", "v")]
    [InlineData("a", "line\nbreak")]
    [InlineData("a", "\0")]
    [InlineData("a", "\u0085")]
    public void Names_and_values_that_no_header_carries_are_refused(string name, string value) =>
        Assert.Equal("metadata-invalid", Check(name, value)?.Code);

    [Fact]
    public void A_value_that_is_not_unicode_is_refused_because_it_could_not_be_given_back() =>
        Assert.Equal("metadata-invalid", Check("a", "x\ud800y")?.Code);

    [Fact]
    public void A_name_has_at_most_64_characters()
    {
        Assert.Null(Check(new string('n', 64), string.Empty));
        Assert.NotNull(Check(new string('n', 65), string.Empty));
    }

    [Fact]
    public void There_are_at_most_32_names()
    {
        Assert.Null(MetadataRule.Check(Names(32), MaxBytes));
        Assert.Contains("33 names", MetadataRule.Check(Names(33), MaxBytes)?.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_and_values_together_are_counted_in_bytes()
    {
        Assert.Null(Check("name", new string('ä', 48)));
        Assert.Contains("102 bytes", Check("name", new string('ä', 49))?.Detail, StringComparison.Ordinal);
    }

    private static Core.Failures.Failure? Check(string name, string value) =>
        MetadataRule.Check(new Dictionary<string, string> { [name] = value }, MaxBytes);

    private static Dictionary<string, string> Names(int count) => Enumerable.Range(0, count).ToDictionary(i => $"n{i}", _ => string.Empty);
}
