using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Rules;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Tests.Rules;

public class DigestRuleTests
{
    private static readonly Sha256Digest One = Sha256Digest.Of([1]);
    private static readonly Sha256Digest Two = Sha256Digest.Of([2]);
    private static readonly FileDigests File = new(0xAB, One, 1, Two);

    [Fact]
    public void Nothing_expected_is_always_met() => Assert.Null(DigestRule.Check(ExpectedDigests.None, File));

    [Fact]
    public void Digests_as_expected_pass() => Assert.Null(DigestRule.Check(new ExpectedDigests(Two, 0xAB, One), File));

    [Fact]
    public void Each_digest_that_differs_is_named_with_what_was_wanted_and_what_came()
    {
        AssertMismatch(new ExpectedDigests(Crc64Nvme: 1), "crc64nvme", "0000000000000001", "00000000000000ab");
        AssertMismatch(new ExpectedDigests(ChunkDigestsSha256: Two), "chunkDigestsSha256", Two.ToHex(), One.ToHex());
        AssertMismatch(new ExpectedDigests(Sha256: One), "sha256", One.ToHex(), Two.ToHex());
    }

    [Fact]
    public void A_sha256_that_is_not_known_yet_passes() =>
        Assert.Null(DigestRule.Check(new ExpectedDigests(Sha256: One), File with { Sha256 = null }));

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public void A_sha256_is_promised_up_to_the_limit_only(long length, bool taken)
    {
        Assert.Equal(taken ? null : "sha256-not-verifiable", Sha256Rule.Check(new ExpectedDigests(Sha256: One), length, 100)?.Code);
        Assert.Null(Sha256Rule.Check(new ExpectedDigests(Crc64Nvme: 1, ChunkDigestsSha256: One), length, 100));
    }

    private static void AssertMismatch(ExpectedDigests expected, string algorithm, string want, string got)
    {
        var failure = DigestRule.Check(expected, File);

        Assert.Equal("file-digest-mismatch", failure?.Code);
        Assert.Equal(algorithm, failure?.Facts["algorithm"]);
        Assert.Equal(want, failure?.Facts["want"]);
        Assert.Equal(got, failure?.Facts["got"]);
    }
}
