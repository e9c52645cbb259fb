using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Rules;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Resilience;

namespace SmartTransfer.Core.Tests.Rules;

public class OpenRuleTests
{
    private static readonly DateTimeOffset Expiry = new(2030, 1, 2, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(UploadState.Open, -1, null)]
    [InlineData(UploadState.Open, 0, "upload-expired")]
    [InlineData(UploadState.Open, 1, "upload-expired")]
    [InlineData(UploadState.Committing, -1, "upload-committing")]
    [InlineData(UploadState.Completed, -1, "upload-completed")]
    [InlineData(UploadState.Cancelled, -1, "upload-cancelled")]
    [InlineData(UploadState.Expired, -1, "upload-expired")]
    [InlineData(UploadState.Removed, -1, "file-removed")]
    [InlineData(UploadState.Rejected, -1, "upload-rejected")]
    public void An_upload_takes_chunks_while_it_is_open_and_its_time_is_not_over(UploadState state, int ticks, string? code) =>
        Assert.Equal(code, OpenRule.Check(Session(state), Expiry, Expiry.AddTicks(ticks))?.Code);

    [Fact]
    public void An_expired_upload_says_when() =>
        Assert.Equal("2030-01-02T00:00:00.0000000+00:00", OpenRule.Check(Session(UploadState.Open), Expiry, Expiry)?.Facts["expiredAt"]);

    [Fact]
    public void A_rejected_upload_says_why() =>
        Assert.Equal(
            "blocks-lost", OpenRule.Ended(Session(UploadState.Rejected) with { RejectedBecause = "blocks-lost" }).Facts["because"]);

    private static UploadSession Session(UploadState state) => new()
    {
        Id = UploadId.FromBytes(new byte[16]),
        BlobName = UploadBlob.Of(UploadId.FromBytes(new byte[16])).Name,
        State = state,
        FileName = "a",
        LengthBytes = 1,
        ContentType = "a/b",
        Expected = ExpectedDigests.None,
        Metadata = new Dictionary<string, string>(),
        CreatedAt = Expiry.AddDays(-1),
        Lifetime = TimeSpan.FromDays(1),
    };
}
