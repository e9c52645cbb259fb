using SmartTransfer.Core.Identity;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Core.Tests.Identity;

public class UploadKeyTests
{
    private static readonly UploadId Id = UploadId.FromBytes([.. Enumerable.Range(0, 16).Select(i => (byte)i)]);

    // Computed with Python's hashlib: whoever keeps keys relies on them.
    [Fact]
    public void It_is_the_first_half_of_a_hash_that_begins_with_its_purpose() =>
        Assert.Equal("bEy7tlrUpzCYBARlxcJcgA", UploadKey.Of(Id).Value);

    [Fact]
    public void It_shares_nothing_with_the_id_that_one_could_see()
    {
        Assert.NotEqual(Id.Value, UploadKey.Of(Id).Value);
        Assert.NotEqual(
            UploadKey.Of(UploadId.FromBytes(Values.RandomBytes(16, 1))), UploadKey.Of(UploadId.FromBytes(Values.RandomBytes(16, 2))));
    }

    [Fact]
    public void It_is_read_back_from_its_text()
    {
        Assert.True(UploadKey.TryParse(UploadKey.Of(Id).Value, out var key));
        Assert.Equal(UploadKey.Of(Id), key);
        Assert.Equal(key.Value, key.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("AAECAwQFBgcICQoLDA0OD")]
    [InlineData("AAECAwQFBgcICQoLDA0OD/")]
    [InlineData("AAECAwQFBgcICQoLDA0ODwA")]
    public void Other_text_is_no_key(string? text) => Assert.False(UploadKey.TryParse(text, out _));

    [Fact]
    public void Every_key_is_found_in_a_text()
    {
        for (var seed = 1; seed <= 1_000; seed++)
        {
            var key = UploadKey.Of(UploadId.FromBytes(Values.RandomBytes(16, seed))).Value;
            Assert.All([key, $"a {key}.b", $".{key}", $"{key}-a"], text => Assert.Equal(key, UploadKey.FindLike(text)));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("bEy7tlrUpzCYBARlxcJcg")]
    [InlineData("bEy7tlrUpzCYBARlxcJcgB")]
    [InlineData("bEy7tlrUpz.YBARlxcJcgA")]
    [InlineData("xbEy7tlrUpzCYBARlxcJcgA")]
    [InlineData("bEy7tlrUpzCYBARlxcJcgAx")]
    public void What_cannot_be_one_is_not_found(string text) => Assert.Null(UploadKey.FindLike(text));

    [Fact]
    public void One_that_was_never_assigned_has_no_value()
    {
        Assert.Throws<InvalidOperationException>(() => default(UploadKey).Value);
        Assert.Equal("(none)", default(UploadKey).ToString());
    }
}
