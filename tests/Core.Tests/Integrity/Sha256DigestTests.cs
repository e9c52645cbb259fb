using System.Security.Cryptography;
using System.Text;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Core.Tests.Integrity;

public class Sha256DigestTests
{
    private const string HexOfAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private const string Base64OfAbc = "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=";

    private static Sha256Digest OfAbc => Sha256Digest.Of("abc"u8);

    [Fact]
    public void The_digest_of_abc_is_that_of_the_standard() => Assert.Equal(HexOfAbc, OfAbc.ToHex());

    [Fact]
    public void The_base64_form_is_that_of_the_same_bytes() => Assert.Equal(Base64OfAbc, OfAbc.ToBase64());

    [Fact]
    public void The_text_is_the_hex_form() => Assert.Equal(HexOfAbc, OfAbc.ToString());

    [Fact]
    public void Both_forms_and_the_bytes_lead_back_to_the_digest() => Always.Holds(Values.Bytes(maxLength: 100), data =>
    {
        var digest = Sha256Digest.Of(data);
        var bytes = new byte[Sha256Digest.SizeBytes];
        digest.CopyTo(bytes);

        Assert.Equal(SHA256.HashData(data), bytes);
        Assert.Equal(digest, Sha256Digest.FromBytes(bytes));
        Assert.True(Sha256Digest.TryParseHex(digest.ToHex(), out var fromHex));
        Assert.Equal(digest, fromHex);
        Assert.True(Sha256Digest.TryParseHex(digest.ToHex().ToUpperInvariant(), out var fromUpperHex));
        Assert.Equal(digest, fromUpperHex);
        Assert.True(Sha256Digest.TryParseBase64(digest.ToBase64(), out var fromBase64));
        Assert.Equal(digest, fromBase64);
        Assert.Equal(digest.GetHashCode(), fromBase64.GetHashCode());
    });

    [Fact]
    public void A_digest_that_differs_in_any_byte_is_another()
    {
        for (var i = 0; i < Sha256Digest.SizeBytes; i++)
        {
            var bytes = SHA256.HashData("abc"u8);
            bytes[i] ^= 1;
            var other = Sha256Digest.FromBytes(bytes);

            Assert.True(OfAbc != other);
            Assert.False(OfAbc == other);
            Assert.False(OfAbc.Equals((object)other));
        }

        Assert.False(OfAbc.Equals(HexOfAbc));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a")]
    [InlineData("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015add")]
    [InlineData("ga7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData(" ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a")]
    [InlineData("0xba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015")]
    [InlineData(Base64OfAbc)]
    public void Hex_that_is_not_64_digits_is_refused(string? text)
    {
        Assert.False(Sha256Digest.TryParseHex(text, out var digest));
        Assert.Equal(default, digest);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("====")]
    [InlineData("ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0")] // no padding
    [InlineData("ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0=")] // the URL alphabet
    [InlineData("ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa1=")] // an unused bit set
    [InlineData("ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=\n")] // a line end
    [InlineData("ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIA a0=")] // a blank within
    [InlineData("ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFQ==")] // 31 bytes
    [InlineData("ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0A")] // 33 bytes
    [InlineData(HexOfAbc)]
    public void Base64_that_is_not_exactly_32_bytes_is_refused(string? text)
    {
        Assert.False(Sha256Digest.TryParseBase64(text, out var digest));
        Assert.Equal(default, digest);
    }

    [Fact]
    public void Any_text_is_parsed_or_refused_but_never_throws() => Always.Holds(Values.Bytes(maxLength: 70), data =>
    {
        var text = Encoding.Latin1.GetString(data);
        Sha256Digest.TryParseHex(text, out _);
        Sha256Digest.TryParseBase64(text, out _);
    });

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void Bytes_of_another_length_are_refused(int length) =>
        Assert.Throws<ArgumentException>(() => Sha256Digest.FromBytes(new byte[length]));

    [Fact]
    public void A_destination_that_is_too_short_is_refused_and_left_alone()
    {
        var destination = new byte[31];

        Assert.Throws<ArgumentException>(() => OfAbc.CopyTo(destination));
        Assert.Equal(new byte[31], destination);
    }
}
