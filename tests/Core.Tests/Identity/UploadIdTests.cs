using FsCheck.Fluent;
using SmartTransfer.Core.Identity;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Core.Tests.Identity;

public class UploadIdTests
{
    private const string Text = "AAECAwQFBgcICQoLDA0ODw";

    [Fact]
    public void Sixteen_bytes_are_22_characters_of_base64url() =>
        Assert.Equal(Text, UploadId.FromBytes([.. Enumerable.Range(0, 16).Select(i => (byte)i)]).Value);

    [Fact]
    public void Every_id_is_read_back_from_its_text() => Always.Holds(
        Gen16Bytes(),
        bytes =>
        {
            var id = UploadId.FromBytes(bytes);

            Assert.Equal(22, id.Value.Length);
            Assert.True(UploadId.TryParse(id.Value, out var read));
            Assert.Equal(id, read);
            Assert.Equal(id.Value, read.Value);
        });

    [Fact]
    public void Ids_of_different_bytes_differ() => Always.Holds(
        from bytes in Gen16Bytes()
        from at in Gen.Choose(0, 15)
        from bit in Gen.Choose(0, 7)
        select (bytes, at, bit),
        given =>
        {
            var id = UploadId.FromBytes(given.bytes);
            given.bytes[given.at] ^= (byte)(1 << given.bit);

            Assert.NotEqual(id, UploadId.FromBytes(given.bytes));
            Assert.NotEqual(id.Value, UploadId.FromBytes(given.bytes).Value);
        });

    [Fact]
    public void Text_that_is_read_is_the_only_spelling_of_its_id() => Always.Holds(
        from bytes in Gen16Bytes()
        from at in Gen.Choose(0, 21)
        from with in Gen.Choose(0, 300)
        select (Text: UploadId.FromBytes(bytes).Value, at, with),
        given =>
        {
            var text = string.Concat(given.Text.AsSpan(0, given.at), ((char)given.with).ToString(), given.Text.AsSpan(given.at + 1));
            if (UploadId.TryParse(text, out var id))
            {
                Assert.Equal(text, id.Value);
                Assert.True(text == given.Text || id.Value != given.Text);
                Assert.Matches("^[A-Za-z0-9_-]{22}$", text);
            }
        });

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("AAECAwQFBgcICQoLDA0OD")]
    [InlineData("AAECAwQFBgcICQoLDA0ODwA")]
    [InlineData("AAECAwQFBgcICQoLDA0ODw==")]
    [InlineData("AAECAwQFBgcICQoLDA0ODx")] // an unused bit set
    [InlineData("AAECAwQFBgcICQoLDA0OD/")] // the standard alphabet
    [InlineData("AAECAwQFBgcICQoLDA0+Dw")]
    [InlineData("AAECAwQFBgcICQoLDA0 Dw")]
    [InlineData("AAECAwQFBgcICQoLDA0OD\n")]
    [InlineData("AAECAwQFBgcICQoLDA0.Dw")]
    [InlineData("ÄAECAwQFBgcICQoLDA0ODw")]
    [InlineData("../../../../etc/passwd")]
    public void Other_spellings_are_refused(string? text)
    {
        Assert.False(UploadId.TryParse(text, out var id));
        Assert.Equal(default, id);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(17)]
    public void Another_number_of_bytes_is_a_fault(int count) =>
        Assert.Throws<ArgumentException>(() => UploadId.FromBytes(new byte[count]));

    [Fact]
    public void Its_text_in_messages_is_its_key()
    {
        Assert.True(UploadId.TryParse(Text, out var id));

        Assert.Equal(UploadKey.Of(id).Value, id.ToString());
        Assert.Equal(UploadKey.Of(id).Value, $"{id}");
    }

    [Fact]
    public void An_id_that_was_never_assigned_has_no_value()
    {
        Assert.Throws<InvalidOperationException>(() => default(UploadId).Value);
        Assert.Equal("(none)", default(UploadId).ToString());
    }

    private static FsCheck.Gen<byte[]> Gen16Bytes() =>
        Gen.Choose(0, int.MaxValue).Select(seed => Values.RandomBytes(UploadId.ByteCount, seed));
}
