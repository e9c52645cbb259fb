using SmartTransfer.Core.Rules;

namespace SmartTransfer.Core.Tests.Rules;

public class FileNameRuleTests
{
    private const int MaxBytes = 255;

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
    public void Bare_names_are_taken(string name) => Assert.Null(FileNameRule.Check(name, MaxBytes));

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
        var failure = FileNameRule.Check(name, MaxBytes);

        Assert.Equal("file-name-invalid", failure?.Code);
        Assert.Contains(why, failure?.Detail, StringComparison.Ordinal);
    }

    // Lone surrogates cannot stand in an attribute, which is stored as UTF-8.
    public static TheoryData<string> NotUnicode => ["a\ud800", "\udc00a", "a\ud800\ud800\udc00", "a\uFFFD\ud800"];

    [Theory]
    [MemberData(nameof(NotUnicode), DisableDiscoveryEnumeration = true)]
    public void Lone_surrogates_are_refused_even_beside_a_genuine_replacement_character(string name) =>
        Assert.Contains("not valid Unicode", FileNameRule.Check(name, MaxBytes)?.Detail, StringComparison.Ordinal);

    [Theory]
    [InlineData('a', 255, 1)]
    [InlineData('ä', 127, 2)]
    [InlineData('本', 85, 3)]
    public void The_length_is_counted_in_bytes(char c, int fits, int bytesEach)
    {
        Assert.Null(FileNameRule.Check(new string(c, fits), MaxBytes));

        var failure = FileNameRule.Check(new string(c, fits + 1), MaxBytes);
        Assert.Equal("file-name-invalid", failure?.Code);
        Assert.Contains($"{(fits + 1) * bytesEach} bytes", failure?.Detail, StringComparison.Ordinal);
    }
}
