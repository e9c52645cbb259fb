using FsCheck.Fluent;
using SmartTransfer.Core.Identity;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Core.Tests.Identity;

public class BlobNameTests
{
    public static TheoryData<string, string> Broken => new()
    {
        { "", "is empty" },
        { new string('x', 1025), "has 1025 characters; at most 1024 are allowed" },
        { string.Join('/', Enumerable.Repeat("a", 255)), "has 255 segments; at most 254 are allowed" },
        { "/a", "begins or ends with a slash, or has two in a row" },
        { "a/", "begins or ends with a slash, or has two in a row" },
        { "a//b", "begins or ends with a slash, or has two in a row" },
        { "a.", "has a segment that ends with a dot" },
        { "a./b", "has a segment that ends with a dot" },
        { "./b", "has a segment that ends with a dot" },
        { "../b", "has a segment that ends with a dot" },
        { "a/../../b", "has a segment that ends with a dot" },
        { "a/..", "has a segment that ends with a dot" },
        { "..\\b", "contains a backslash" },
        { "a\0b", "contains the character U+0000" },
        { "a\rb", "contains the character U+000D" },
        { "a\u0085b", "contains the character U+0085" },
        { "a\u202Egpj.exe", "contains the character U+202E" },
        { "a\uFFFFb", "contains the character U+FFFF" },
    };

    [Theory]
    [InlineData("a")]
    [InlineData("AAECAwQFBgcICQoLDA0ODw")]
    [InlineData("2026/11/29/März 📈 100%.pdf")]
    [InlineData("a b/%2e%2e/c?d#e+f&g")]
    [InlineData(".hidden/..a/...b")]
    public void What_Azure_takes_is_taken_as_it_is(string text)
    {
        Assert.True(BlobName.TryParse(text, out var name, out _));
        Assert.Equal(text, name.Value);
        Assert.Equal(text, name.ToString());
    }

    [Fact]
    public void The_longest_and_the_deepest_names_are_taken()
    {
        Assert.True(BlobName.TryParse(new string('x', 1024), out _, out _));
        Assert.True(BlobName.TryParse(string.Join('/', Enumerable.Repeat("a", 254)), out _, out _));
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public void What_Azure_or_a_path_would_take_for_something_else_is_refused_with_its_reason(string text, string why)
    {
        Assert.False(BlobName.TryParse(text, out var name, out var broken));
        Assert.Equal(default, name);
        Assert.Equal(why, broken);
    }

    // Text that cannot be written as UTF-8 is no argument of a theory.
    [Fact]
    public void A_surrogate_alone_is_refused()
    {
        Assert.False(BlobName.TryParse("a\uD800b", out _, out var broken));
        Assert.Equal("is not valid Unicode", broken);
    }

    [Fact]
    public void No_name_means_another_place_than_it_says() => Always.Holds(
        Gen.Elements("a", ".", "..", "/", "\\", "b.c", " ", "%2f", "").ListOf().Select(parts => string.Concat(parts)),
        text =>
        {
            if (BlobName.TryParse(text, out var name, out _))
            {
                // What a URI makes of it is what it was made of.
                var uri = new Uri("https://x.example/c/" + string.Join('/', name.Value.Split('/').Select(Uri.EscapeDataString)));
                Assert.Equal("/c/" + name.Value, Uri.UnescapeDataString(uri.AbsolutePath));
            }
        });

    [Fact]
    public void Nothing_is_no_name()
    {
        Assert.False(BlobName.TryParse(null, out _, out _));
        Assert.Throws<InvalidOperationException>(() => default(BlobName).Value);
        Assert.Equal("(none)", default(BlobName).ToString());
    }

    [Fact]
    public void A_blob_is_its_uploads_own_where_its_name_has_the_key_in_it()
    {
        var id = UploadId.FromBytes(new byte[16]);
        Assert.True(UploadBlob.Of(id).IsOwn);
        Assert.True(Named($"a/{UploadKey.Of(id)}.pdf").IsOwn);
        Assert.False(Named("a/b.pdf").IsOwn);
        Assert.False(Named(id.Value).IsOwn);

        UploadBlob Named(string text) => new(id, BlobName.TryParse(text, out var name, out _) ? name : default);
    }
}
