using Microsoft.AspNetCore.Http;
using SmartTransfer.Core.Options;
using SmartTransfer.Functions.Http;
using SmartTransfer.Functions.Resumable;

namespace SmartTransfer.Functions.Tests.Resumable;

public sealed class UploadLimitTests
{
    [Fact]
    public void A_host_that_takes_no_longer_bodies_says_so()
    {
        var headers = new HeaderDictionary();

        new UploadLimit(new LimitOptions { MaxFileBytes = 1_000 }, HostAbilities.OfFunctionsHost, TimeProvider.System).Write(headers);

        Assert.Equal("max-size=1000, min-size=0, max-append-size=104857600", headers["Upload-Limit"]);
    }

    [Theory]
    [InlineData(10, 10)]
    [InlineData(2_000, 1_000)]
    public void An_upload_that_may_have_less_is_told_so(long itsOwn, long told)
    {
        var headers = new HeaderDictionary();

        new UploadLimit(new LimitOptions { MaxFileBytes = 1_000 }, HostAbilities.All, TimeProvider.System).Write(headers, maxBytes: itsOwn);

        Assert.Equal($"max-size={told}, min-size=0", headers["Upload-Limit"]);
    }
}
