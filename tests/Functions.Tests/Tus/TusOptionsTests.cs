using System.Net;
using SmartTransfer.Functions.Tests.Hosting;

namespace SmartTransfer.Functions.Tests.Tus;

public sealed class TusOptionsTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly ApiHost _host = shared.Host;

    [Theory]
    [InlineData("api/tus")]
    [InlineData("api/tus/AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("api/tus/nonsense")]
    public async Task It_tells_what_the_server_can_do_whatever_the_version_in_the_request(string path)
    {
        var reply = (
            await Reply.ToAsync(_host.Client, HttpMethod.Options, path, null, ("Tus-Resumable", "0.0.1"))).Is(HttpStatusCode.NoContent);

        Assert.Equal(
            ("1.0.0", "1.0.0", "274877906944"), (reply.Header("Tus-Version"), reply.Header("Tus-Resumable"), reply.Header("Tus-Max-Size")));
        Assert.Equal("sha1,md5,sha256,sha512,crc32", reply.Header("Tus-Checksum-Algorithm"));
        Assert.Equal(
            "checksum checksum-trailer concatenation concatenation-unfinished creation creation-defer-length creation-with-upload "
            + "expiration termination",
            string.Join(' ', reply.Header("Tus-Extension")!.Split(',').Order(StringComparer.Ordinal)));
    }
}
