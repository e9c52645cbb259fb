using FsCheck;
using FsCheck.Fluent;
using SmartTransfer.Azure.Blobs;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Azure.Tests.Blobs;

public sealed class ContentDispositionTests
{
    private const string Exact = "filename*=UTF-8''";

    private static readonly Gen<string> Names = ArbMap.Default.GeneratorFor<string?>().Select(text => text ?? "\ud83d\udcc8");

    [Theory]
    [InlineData("report.pdf", "attachment; filename=\"report.pdf\"")]
    [InlineData("a report; final, v2 (1).pdf", "attachment; filename=\"a report; final, v2 (1).pdf\"")]
    [InlineData("März.pdf", "attachment; filename=\"M_rz.pdf\"; filename*=UTF-8''M%C3%A4rz.pdf")]
    [InlineData("📈.csv", "attachment; filename=\"_.csv\"; filename*=UTF-8''%F0%9F%93%88.csv")]
    [InlineData("say \"hi\".txt", "attachment; filename=\"say _hi_.txt\"; filename*=UTF-8''say%20%22hi%22.txt")]
    [InlineData("100%41.txt", "attachment; filename=\"100_41.txt\"; filename*=UTF-8''100%2541.txt")]
    [InlineData("a  b.txt", "attachment; filename=\"a _b.txt\"; filename*=UTF-8''a%20%20b.txt")]
    [InlineData("it's*(1).txt", "attachment; filename=\"it's*(1).txt\"")]
    [InlineData("é'*(1).txt", "attachment; filename=\"_'*(1).txt\"; filename*=UTF-8''%C3%A9%27%2A%281%29.txt")]
    [InlineData("a\r\nSet-Cookie: b", "attachment; filename=\"a__Set-Cookie: b\"; filename*=UTF-8''a%0D%0ASet-Cookie%3A%20b")]
    public void A_name_is_given_plainly_and_exactly(string name, string header) =>
        Assert.Equal(header, ContentDisposition.Attachment(name));

    [Fact]
    public void Whatever_the_name_the_header_is_printable_ASCII_and_gives_the_name_back() => Always.Holds(Names, name =>
    {
        var header = ContentDisposition.Attachment(name);
        Assert.All(header, c => Assert.InRange(c, ' ', '~'));
        Assert.Equal(2, header.Count(c => c == '"'));
        Assert.DoesNotContain('\\', header);
        var exact = header.Split(Exact) is [_, var encoded]
            ? Uri.UnescapeDataString(encoded)
            : header["attachment; filename=\"".Length..^1];
        Assert.Equal(WellFormed(name), exact);
    });

    /// <summary>The name as UTF-8 can carry it.</summary>
    private static string WellFormed(string name) => System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(name));
}
