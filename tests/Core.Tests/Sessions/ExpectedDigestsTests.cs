using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Tests.Sessions;

public class ExpectedDigestsTests
{
    private static readonly ExpectedDigests Early = new(Sha256Digest.Of([1]), 1, Sha256Digest.Of([2]));
    private static readonly ExpectedDigests Late = new(Sha256Digest.Of([3]), 3, Sha256Digest.Of([4]));

    [Fact]
    public void What_is_said_later_counts() => Assert.Equal(Late, Early.OverriddenBy(Late));

    [Fact]
    public void What_is_not_said_later_stays() => Assert.Equal(Early, Early.OverriddenBy(ExpectedDigests.None));

    [Fact]
    public void Each_digest_is_overridden_by_itself()
    {
        Assert.Equal(Early with { Sha256 = Late.Sha256 }, Early.OverriddenBy(new(Sha256: Late.Sha256)));
        Assert.Equal(Early with { Crc64Nvme = 3 }, Early.OverriddenBy(new(Crc64Nvme: 3)));
        Assert.Equal(
            Early with { ChunkDigestsSha256 = Late.ChunkDigestsSha256 },
            Early.OverriddenBy(new(ChunkDigestsSha256: Late.ChunkDigestsSha256)));
    }
}
