using FsCheck.Fluent;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Rules;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Core.Tests.Identity;

public class NameTemplateTests
{
    private const string Tokens = "{HH}, {MM}, {baseName}, {dd}, {extension}, {fileName}, {key}, {owner}, {yyyy}";

    private const string Beside =
        "has a letter, a digit or another token right beside {key}; put a sign such as - or / between them";

    private static readonly UploadKey Key = UploadKey.Of(UploadId.FromBytes(new byte[16]));
    private static readonly OwnerKey Owner = OwnerKey.Of("https://issuer.example", "alice");
    private static readonly DateTimeOffset StartedAt = new(2026, 3, 9, 23, 30, 0, TimeSpan.FromHours(-5));

    [Theory]
    [InlineData("{key}", "KEY")]
    [InlineData("in/{yyyy}/{MM}/{dd}/{HH}/{key}", "in/2026/03/10/04/KEY")]
    [InlineData("{owner}/{key}/{fileName}", "OWNER/KEY/report.final.pdf")]
    [InlineData("{baseName}-{key}{extension}", "report.final-KEY.pdf")]
    [InlineData("{fileName}", "report.final.pdf")]
    public void Tokens_stand_for_what_is_known_of_the_file(string template, string expected) =>
        Assert.Equal(
            expected.Replace("KEY", Key.Value, StringComparison.Ordinal).Replace("OWNER", Owner.Value, StringComparison.Ordinal),
            NameOf(template, "report.final.pdf", Owner));

    [Theory]
    [InlineData("{owner}/{fileName}", "a.", "anonymous/a_")]
    [InlineData("{fileName}", "a...", "a___")]
    [InlineData("x{extension}", "name", "x")]
    [InlineData("x{extension}", ".profile", "x")]
    [InlineData("x{extension}", "a.b.", "x")]
    [InlineData("x{extension}", "a.extension-that-is-none", "x")]
    [InlineData("{baseName}", ".profile", ".profile")]
    [InlineData("{fileName}", "{key}.txt", "{key}.txt")]
    [InlineData("{fileName}", "100%2f.txt", "100%2f.txt")]
    public void A_files_name_is_a_part_of_one_segment_whatever_it_is(string template, string fileName, string expected) =>
        Assert.Equal(expected, NameOf(template, fileName, null));

    [Theory]
    [InlineData("{Key}", "has the token {Key}, which is none of " + Tokens)]
    [InlineData("a/{key", "has a brace that belongs to no token")]
    [InlineData("a}/{key}", "has a brace that belongs to no token")]
    [InlineData("", "names the file 'a' so that the name is empty")]
    [InlineData("/{key}", "names the file 'a' so that the name begins or ends with a slash, or has two in a row")]
    [InlineData("../{key}", "names the file 'a' so that the name has a segment that ends with a dot")]
    [InlineData("{key}/{extension}", "names the file 'a' so that the name begins or ends with a slash, or has two in a row")]
    [InlineData("{key}.", "names the file 'a' so that the name has a segment that ends with a dot")]
    [InlineData("{yyyy}{key}", Beside)]
    [InlineData("up{key}", Beside)]
    [InlineData("{key}a", Beside)]
    [InlineData("{key}{fileName}", Beside)]
    [InlineData("{extension}{key}", Beside)]
    public void A_template_that_gives_unusable_names_is_refused_with_its_reason(string text, string why)
    {
        Assert.False(NameTemplate.TryParse(text, out var template, out var broken));
        Assert.Null(template);
        Assert.Equal(why, broken);
    }

    [Theory]
    [InlineData("{key}", true)]
    [InlineData("a/{key}.x", true)]
    [InlineData("a/{fileName}", false)]
    public void It_says_whether_names_have_the_key(string text, bool hasKey)
    {
        Assert.True(NameTemplate.TryParse(text, out var template, out _));
        Assert.Equal(hasKey, template.HasKey);
        Assert.Equal(text, template.ToString());
    }

    [Fact]
    public void No_file_name_that_is_accepted_gives_a_name_that_is_not() => Always.Holds(
        Gen.Elements("a", ".", "..", "é", " ", "%", "#", "?", "\u200d", "📈", "_").NonEmptyListOf().Select(parts => string.Concat(parts)),
        fileName =>
        {
            Assert.True(NameTemplate.TryParse("{owner}/{fileName}/{baseName}-{key}{extension}", out var template, out _));
            if (FileNameRule.Check(fileName, 255) is null)
            {
                Assert.True(template.TryName(new NamedFile(Key, null, StartedAt, fileName), out var name, out var broken), broken);
                Assert.Equal(3, name.Value.Split('/').Length);
            }
        });

    private static string NameOf(string text, string fileName, OwnerKey? owner)
    {
        Assert.True(NameTemplate.TryParse(text, out var template, out _));
        Assert.True(template.TryName(new NamedFile(Key, owner, StartedAt, fileName), out var name, out _));
        return name.Value;
    }
}
