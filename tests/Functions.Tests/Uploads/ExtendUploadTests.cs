using System.Net;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Functions.Tests.Tus;

namespace SmartTransfer.Functions.Tests.Uploads;

public sealed class ExtendUploadTests
{
    [Fact]
    public async Task The_expiry_moves_in_the_status_and_in_the_headers_of_every_protocol()
    {
        await using var host = await ApiHost.StartAsync();
        var upload = await TusUpload.StartAsync(host, 3_000);
        (await upload.PatchAsync(0, new byte[100])).Is(HttpStatusCode.NoContent);
        host.Clock.Advance(TimeSpan.FromHours(20));
        var native = $"api/uploads/{upload.Id.Value}";
        var expected = host.Clock.GetUtcNow().AddHours(24);

        var reply = (await Reply.ToAsync(host.Client, HttpMethod.Post, $"{native}/extend")).Is(HttpStatusCode.OK);

        Assert.Equal(("open", expected), (reply.Json.Text("state"), reply.Json.GetProperty("expiresAt").GetDateTimeOffset()));
        Assert.False(reply.Json.TryGetProperty("chunks", out _));
        Assert.NotNull(reply.Header("Transfer-Advice"));
        var status = await Reply.ToAsync(host.Client, HttpMethod.Get, native);
        Assert.Equal(expected, status.Json.GetProperty("expiresAt").GetDateTimeOffset());
        Assert.Equal(expected.ToString("r"), (await upload.HeadAsync()).Header("Upload-Expires"));
        var resumable = await Reply.ToAsync(host.Client, HttpMethod.Head, $"api/resumable/{upload.Id.Value}");
        Assert.Contains("max-age=86400", resumable.Header("Upload-Limit"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upload_that_has_expired_stays_so()
    {
        await using var host = await ApiHost.StartAsync();
        var upload = await ClientUpload.StartAsync(host, 4);
        host.Clock.Advance(TimeSpan.FromHours(25));
        (await Reply.ToAsync(host.Client, HttpMethod.Post, $"{upload.Path}/extend")).IsProblem(HttpStatusCode.Gone, "upload-expired");
    }

    [Fact]
    public async Task No_longer_than_storage_keeps_what_has_arrived()
    {
        await using var host = await ApiHost.StartAsync("--SmartTransfer:Sessions:Lifetime=6.00:00:00");
        var upload = await ClientUpload.StartAsync(host, 4);
        host.Clock.Advance(TimeSpan.FromHours(1));
        var reply = await Reply.ToAsync(host.Client, HttpMethod.Post, $"{upload.Path}/extend");
        Assert.Equal(
            (await upload.StatusAsync()).GetProperty("expiresAt").GetDateTimeOffset().ToString("O"),
            reply.IsProblem(HttpStatusCode.Conflict, "extension-exhausted").Text("want"));
    }
}
