using System.Net;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Functions.Tests.Tus;

public sealed class TusDeleteTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private static readonly byte[] File = Values.RandomBytes(3_000, seed: 4);

    private readonly ApiHost _host = shared.Host;

    [Fact]
    public async Task An_upload_that_is_under_way_is_gone_with_its_bytes()
    {
        var upload = await TusUpload.StartAsync(_host, 3_000);
        (await upload.PatchAsync(0, File[..1_000])).Is(HttpStatusCode.NoContent);

        Assert.Equal("1.0.0", (await upload.DeleteAsync()).Is(HttpStatusCode.NoContent).Header("Tus-Resumable"));

        Assert.DoesNotContain(upload.Id, _host.Stored.BlobIds);
        await IsGoneAsync(upload);
    }

    [Fact]
    public async Task An_upload_that_is_complete_is_gone_with_its_file()
    {
        var upload = await TusUpload.CompletedAsync(_host, File);

        (await upload.DeleteAsync()).Is(HttpStatusCode.NoContent);

        Assert.Null(upload.File);
        Assert.Equal(UploadState.Cancelled, upload.Row.State);
        Assert.Contains(_host.Stored.ExpiryRows, row => row.Id == upload.Id);
        await IsGoneAsync(upload);
        (await Reply.ToAsync(
            _host.Client,
            HttpMethod.Get,
            $"{upload.Path.Replace("/tus/", "/uploads/", StringComparison.Ordinal)}/content")).IsProblem(
                HttpStatusCode.Gone, "upload-cancelled");
    }

    private static async Task IsGoneAsync(TusUpload upload)
    {
        Assert.Equal(HttpStatusCode.Gone, (await upload.HeadAsync()).Status);
        (await upload.PatchAsync(0, File)).IsProblem(HttpStatusCode.Gone, "upload-cancelled");
        (await upload.DeleteAsync()).IsProblem(HttpStatusCode.Gone, "upload-cancelled");
    }
}
