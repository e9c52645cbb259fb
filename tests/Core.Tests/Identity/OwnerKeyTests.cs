using SmartTransfer.Core.Identity;

namespace SmartTransfer.Core.Tests.Identity;

public sealed class OwnerKeyTests
{
    [Fact]
    public void The_same_issuer_and_subject_give_the_same_key() =>
        Assert.Equal(OwnerKey.Of("https://issuer", "alice"), OwnerKey.Of("https://issuer", "alice"));

    [Theory]
    [InlineData("https://issuer", "bob")]
    [InlineData("https://other", "alice")]
    [InlineData("https://issuera", "lice")]
    [InlineData("https://issuer", "Alice")]
    public void Another_issuer_or_subject_gives_another(string issuer, string subject) =>
        Assert.NotEqual(OwnerKey.Of("https://issuer", "alice"), OwnerKey.Of(issuer, subject));

    // printf 'https://issuer\0alice' | openssl dgst -sha256 -binary | base64 | tr '+/' '-_' | tr -d =
    [Fact]
    public void The_key_is_the_hash_that_rows_already_hold() =>
        Assert.Equal("eLdLnEcHuy9A4WTPGo5Lgr5WU1As8mmt_Iuw0_HTGvI", OwnerKey.Of("https://issuer", "alice").Value);

    [Fact]
    public void A_key_is_read_as_it_was_written()
    {
        var key = OwnerKey.Of("https://issuer", "alice");
        Assert.True(OwnerKey.TryParse(key.Value, out var read));
        Assert.Equal(key, read);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("alice")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+")]
    public void What_is_no_key_is_not_read(string? text) => Assert.False(OwnerKey.TryParse(text, out _));

    [Fact]
    public void Its_text_in_messages_names_no_subject_and_is_not_all_of_it()
    {
        var key = OwnerKey.Of("https://issuer", "alice");
        Assert.Equal(key.Value[..6] + "…", key.ToString());
        Assert.Throws<InvalidOperationException>(() => default(OwnerKey).Value);
    }
}
