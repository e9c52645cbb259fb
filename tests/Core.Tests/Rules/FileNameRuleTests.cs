using SmartTransfer.Core.Rules;

namespace SmartTransfer.Core.Tests.Rules;

public class FileNameRuleTests
{
    private const int MaxChars = 255;

    [Theory]
    [InlineData("a")]
    [InlineData("report.pdf")]
    [InlineData("Holiday video (final) [2].mp4")]
    [InlineData(".gitignore")]
    [InlineData("...")]
    [InlineData("..a")]
    [InlineData("Übergrößenträger.txt")]
    [InlineData("日本語.zip")]
    [InlineData("שלום.txt")]
    [InlineData("😀.png")]
    [InlineData("a\uFFFDb.bin")]
    [InlineData("100% \"sure\" & 'safe' <b>.txt")]
    public void Bare_names_are_taken(string name) => Assert.Null(FileNameRule.Check(name, MaxChars));

    [Theory]
    [InlineData("", "empty")]
    [InlineData(" ", "empty")]
    [InlineData("\u3000", "empty")]
    [InlineData(".", "relative path")]
    [InlineData("..", "relative path")]
    [InlineData("a/b", "path separator")]
    [InlineData("/etc/passwd", "path separator")]
    [InlineData("..\\..\\boot.ini", "path separator")]
    [InlineData("a\0b", "U+0000")]
    [InlineData("a\nb", "U+000A")]
    [InlineData("a\r\nSet-Cookie: x=1", "U+000D")]
    [InlineData("a\u007f", "U+007F")]
    [InlineData("a\u0085b", "U+0085")]
    [InlineData("a\u2028b", "U+2028")]
    [InlineData("a\u2029b", "U+2029")]
    [InlineData("exe\u202Etxt.scr", "U+202E")]
    [InlineData("a\u200Fb", "U+200F")]
    [InlineData("a\u061Cb", "U+061C")]
    [InlineData("a\u2066b", "U+2066")]
    [InlineData("a\u2069b", "U+2069")]
    [InlineData("\u202Aa", "U+202A")]
    public void Names_that_mislead_or_leave_their_folder_are_refused(string name, string why)
    {
        var failure = FileNameRule.Check(name, MaxChars);

        Assert.Equal("file-name-invalid", failure?.Code);
        Assert.Contains(why, failure?.Detail, StringComparison.Ordinal);
    }

    // Lone surrogates cannot stand in an attribute, which is stored as UTF-8.
    public static TheoryData<string> NotUnicode => ["a\ud800", "\udc00a", "a\ud800\ud800\udc00", "a\uFFFD\ud800"];

    [Theory]
    [MemberData(nameof(NotUnicode), DisableDiscoveryEnumeration = true)]
    public void Lone_surrogates_are_refused_even_beside_a_genuine_replacement_character(string name) =>
        Assert.Contains("not valid Unicode", FileNameRule.Check(name, MaxChars)?.Detail, StringComparison.Ordinal);

    [Theory]
    [InlineData("a", 255)]
    [InlineData("ä", 255)]
    [InlineData("本", 255)]
    [InlineData("😀", 127)]
    public void The_length_is_counted_as_file_systems_do_that_take_the_longest_names(string character, int fits)
    {
        Assert.Null(FileNameRule.Check(string.Concat(Enumerable.Repeat(character, fits)), MaxChars));

        var failure = FileNameRule.Check(string.Concat(Enumerable.Repeat(character, fits + 1)), MaxChars);
        Assert.Equal("file-name-invalid", failure?.Code);
        Assert.Contains("256 characters", failure?.Detail, StringComparison.Ordinal);
    }
}
