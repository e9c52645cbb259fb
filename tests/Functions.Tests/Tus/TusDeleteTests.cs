using System.Net;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Functions.Tests.Authorization;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Testing.Properties;
using SmartTransfer.Testing.Storage;

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
        Assert.Equal(UploadState.Removed, upload.Row.State);
        Assert.Contains(_host.Stored.ExpiryRows, row => row.Id == upload.Id);
        await IsGoneAsync(upload, "file-removed");
        (await Reply.ToAsync(
            _host.Client,
            HttpMethod.Get,
            $"{upload.Path.Replace("/tus/", "/uploads/", StringComparison.Ordinal)}/content")).IsProblem(
                HttpStatusCode.Gone, "file-removed");
    }

    [Fact]
    public async Task An_upload_whose_bytes_are_all_there_is_given_up_and_never_becomes_a_file()
    {
        await using var host = await ApiHost.StartAsync();
        var upload = await AllThereAsync(host);
        host.Stored.Calls.Reset();

        (await upload.DeleteAsync()).Is(HttpStatusCode.NoContent);

        Assert.Equal(0, host.Stored.Calls.Of(StorageOperation.CommitBlocks));
        Assert.Equal(1, host.Stored.Calls.Of(StorageOperation.FindSession));
        Assert.Equal(UploadState.Cancelled, upload.Row.State);
        Assert.DoesNotContain(upload.Id, host.Stored.BlobIds);
    }

    [Fact]
    public async Task The_address_alone_gives_up_an_upload_whose_bytes_are_all_there()
    {
        await using var host = await AuthorizedHost.StartAsync();
        host.Send(host.Issuer.Token());
        var upload = await AllThereAsync(host.Api);
        host.Send(null);

        (await upload.DeleteAsync()).Is(HttpStatusCode.NoContent);

        Assert.Equal(0, host.Api.Stored.Calls.Of(StorageOperation.CommitBlocks));
        Assert.Equal(UploadState.Cancelled, upload.Row.State);
    }

    [Fact]
    public async Task Without_its_token_a_commit_under_way_is_neither_finished_nor_undone()
    {
        await using var host = await AuthorizedHost.StartAsync();
        host.Send(host.Issuer.Token());
        var upload = await CommittingAsync(host.Api);
        Assert.Equal(UploadState.Committing, upload.Row.State);
        host.Send(null);

        (await upload.DeleteAsync()).IsProblem(HttpStatusCode.Unauthorized, "token-missing");

        Assert.Null(upload.File);
        Assert.Equal(UploadState.Committing, upload.Row.State);
        host.Send(host.Issuer.Token());
        (await upload.DeleteAsync()).Is(HttpStatusCode.NoContent);
        Assert.Null(upload.File);
        Assert.Equal(UploadState.Removed, upload.Row.State);
    }

    /// <summary>An open upload whose bytes are all there: the native API completes nothing by itself.</summary>
    private static async Task<TusUpload> AllThereAsync(ApiHost host)
    {
        var upload = await TusUpload.StartAsync(host, File.Length);
        (await Reply.ToAsync(
            host.Client,
            HttpMethod.Put,
            $"api/uploads/{upload.Id.Value}/chunks/0",
            Bodies.Sized(File),
            ("Content-Digest", Bodies.ContentDigest(File)))).Is(HttpStatusCode.OK);
        Assert.Equal(UploadState.Open, upload.Row.State);
        return upload;
    }

    /// <summary>An upload that storage would not commit.</summary>
    private static async Task<TusUpload> CommittingAsync(ApiHost host)
    {
        var upload = await TusUpload.StartAsync(host, File.Length);
        host.Faults.FailOperation(StorageOperation.CommitBlocks, FaultTiming.BeforeEffect, int.MaxValue);
        var patch = upload.PatchAsync(0, File);
        while (await Task.WhenAny(patch, Task.Delay(5)) != patch)
        {
            // The tries wait for the clock.
            host.Clock.Advance(TimeSpan.FromMilliseconds(10));
        }

        (await patch).Is(HttpStatusCode.ServiceUnavailable);
        host.Faults.Heal();
        return upload;
    }

    private static async Task IsGoneAsync(TusUpload upload, string code = "upload-cancelled")
    {
        Assert.Equal(HttpStatusCode.Gone, (await upload.HeadAsync()).Status);
        (await upload.PatchAsync(0, File)).IsProblem(HttpStatusCode.Gone, code);
        (await upload.DeleteAsync()).IsProblem(HttpStatusCode.Gone, code);
    }
}
