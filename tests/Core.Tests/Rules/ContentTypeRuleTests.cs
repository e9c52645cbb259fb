using SmartTransfer.Core.Rules;

namespace SmartTransfer.Core.Tests.Rules;

public class ContentTypeRuleTests
{
    [Theory]
    [InlineData(ContentTypeRule.Default)]
    [InlineData("video/mp4")]
    [InlineData("text/plain; charset=utf-8")]
    [InlineData("text/plain;charset=utf-8;format=flowed")]
    [InlineData("text/plain \t; charset=\"utf-8\"")]
    [InlineData("application/vnd.openxmlformats-officedocument.wordprocessingml.document")]
    [InlineData("multipart/form-data; boundary=\"a \\\"b\\\" c\"")]
    [InlineData("image/svg+xml")]
    [InlineData("x/!#$%&'+.^_`|~-")]
    public void Media_types_are_taken(string text) => Assert.Null(ContentTypeRule.Check(text));

    [Theory]
    [InlineData("")]
    [InlineData("video")]
    [InlineData("video/")]
    [InlineData("/mp4")]
    [InlineData("video/mp4/x")]
    [InlineData("image/*")]
    [InlineData("*/*")]
    [InlineData("image/*+xml")]
    [InlineData("image/png, image/jpeg")]
    [InlineData("video mp4")]
    [InlineData(" video/mp4")]
    [InlineData("video/mp4 ")]
    [InlineData("video/mp4;")]
    [InlineData("video/mp4; a")]
    [InlineData("video/mp4; a=")]
    [InlineData("video/mp4; a=\"b")]
    [InlineData("video/mp4\n")]
    [InlineData("video/mp4\r\nX-Injected: 1")]
    [InlineData("text/plain; a=\"\r\n\"")]
    [InlineData("text/plain; a=\"\\\r\"")]
    [InlineData("text/plain; a=\"ü\"")]
    [InlineData("téxt/plain")]
    [InlineData("text/plain; a=\"\u0000\"")]
    public void Other_texts_are_refused(string text) => Assert.Equal("content-type-invalid", ContentTypeRule.Check(text)?.Code);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("undefined")]
    [InlineData("null")]
    public void What_clients_send_of_a_file_whose_type_they_do_not_know_means_none(string? text) =>
        Assert.Null(ContentTypeRule.Meant(text));

    [Theory]
    [InlineData("video/mp4")]
    [InlineData("nonsense")]
    public void Any_other_text_means_what_it_says(string text) => Assert.Equal(text, ContentTypeRule.Meant(text));

    [Fact]
    public void At_most_255_characters_are_taken()
    {
        Assert.Null(ContentTypeRule.Check("a/" + new string('b', 253)));
        Assert.NotNull(ContentTypeRule.Check("a/" + new string('b', 254)));
    }
}
