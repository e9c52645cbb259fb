using System.Net;
using System.Security.Cryptography;
using System.Text;
using FsCheck.Fluent;
using SmartTransfer.Core.Identity;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Core.Tests.Identity;

public class ClientKeyTests
{
    private static readonly byte[] Secret = Encoding.UTF8.GetBytes("0123456789abcdef0123456789abcdef");
    private static readonly byte[] OtherSecret = Encoding.UTF8.GetBytes("0123456789abcdef0123456789abcdeg");

    [Fact]
    public void A_key_is_its_kind_and_128_bits_of_the_keyed_hash()
    {
        Assert.Equal("c-" + Hash("cphone-17"u8), ClientKey.OfClient(Secret, "phone-17").Value);
        Assert.Equal("a-" + Hash([(byte)'a', 192, 0, 2, 1]), At("192.0.2.1").Value);
        Assert.Equal("a-" + Hash([(byte)'a', 0x20, 0x01, 0x0d, 0xb8, 0, 1, 0, 2]), At("2001:db8:1:2:3:4:5:6").Value);
    }

    [Theory]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1")]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff")]
    [InlineData("fe80::1", "fe80::1%7")]
    public void Addresses_of_one_client_have_one_key(string one, string another) => Assert.Equal(At(one), At(another));

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.2")]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1")]
    [InlineData("192.0.2.1", "c000:201::")]
    [InlineData("192.0.2.1", "::192.0.2.1")]
    public void Addresses_of_different_clients_have_different_keys(string one, string another) => Assert.NotEqual(At(one), At(another));

    [Fact]
    public void An_id_that_reads_like_an_address_is_not_that_address()
    {
        var address = IPAddress.Parse("97.98.99.100");
        Assert.NotEqual(ClientKey.OfClient(Secret, "abcd").Value[2..], ClientKey.OfAddress(Secret, address).Value[2..]);
    }

    [Fact]
    public void Another_secret_gives_other_keys()
    {
        Assert.NotEqual(ClientKey.OfClient(Secret, "phone-17"), ClientKey.OfClient(OtherSecret, "phone-17"));
        Assert.NotEqual(
            ClientKey.OfAddress(Secret, IPAddress.Parse("192.0.2.1")), ClientKey.OfAddress(OtherSecret, IPAddress.Parse("192.0.2.1")));
    }

    [Fact]
    public void Every_id_gives_a_key_that_a_row_can_have_that_is_read_back_and_that_does_not_show_the_id() => Always.Holds(
        from characters in Gen.Choose(' ', '~').NonEmptyListOf()
        select string.Concat(characters.Select(c => (char)c)).PadRight(8, '/'),
        id =>
        {
            var key = ClientKey.OfClient(Secret, id);
            Assert.Matches("^c-[A-Za-z0-9_-]{22}$", key.Value);
            Assert.DoesNotContain(id, key.Value, StringComparison.Ordinal);
            Assert.Equal(key, ClientKey.OfClient(Secret, id));
            Assert.NotEqual(key, ClientKey.OfClient(Secret, id + "x"));
            Assert.True(ClientKey.TryParse(key.Value, out var read));
            Assert.Equal(key, read);
            Assert.Equal(key.Value, key.ToString());
        });

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a-")]
    [InlineData("a-0123456789012345678901x")]
    [InlineData("a-012345678901234567890")]
    [InlineData("b-0123456789012345678901")]
    [InlineData("A-0123456789012345678901")]
    [InlineData("a+0123456789012345678901")]
    [InlineData("a-012345678901234567890/")]
    [InlineData("a-012345678901234567890é")]
    public void What_is_no_key_is_not_read(string? text) => Assert.False(ClientKey.TryParse(text, out _));

    [Fact]
    public void A_key_that_was_never_assigned_says_so()
    {
        Assert.Throws<InvalidOperationException>(() => default(ClientKey).Value);
        Assert.Equal("(none)", default(ClientKey).ToString());
    }

    private static ClientKey At(string address) => ClientKey.OfAddress(Secret, IPAddress.Parse(address));

    private static string Hash(ReadOnlySpan<byte> named) =>
        Convert.ToBase64String(HMACSHA256.HashData(Secret, named)[..16]).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
