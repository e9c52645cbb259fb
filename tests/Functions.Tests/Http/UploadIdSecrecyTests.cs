using System.Net;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Testing.Properties;
using SmartTransfer.Testing.Storage;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Functions.Tests.Http;

/// <summary>Knowing an upload's id is the right to write to it, so the log shows its beginning only.</summary>
public sealed class UploadIdSecrecyTests
{
    private static readonly byte[] File = Values.RandomBytes(2000, seed: 1);

    [Fact]
    public async Task The_id_is_never_logged_whole_whatever_happens_to_the_upload()
    {
        await using var host = await ApiHost.StartOnSystemTimeAsync(
            "--SmartTransfer:Network:FlushAfterChunks=1", "--SmartTransfer:Network:FlushNotBefore=00:00:00");
        ClientUpload[] uploads = [await LiveAsync(host), await RejectedAsync(host), await CancelledAsync(host)];
        await CutOffAsync(host, uploads[0]);

        Assert.All(
            uploads,
            upload => Assert.DoesNotContain(host.Log.Lines, line => line.Contains(upload.Id.Value, StringComparison.OrdinalIgnoreCase)));
        Assert.All(
            uploads[..2], upload => Assert.Contains(host.Log.Lines, line => line.Contains(upload.Id.ToString(), StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_id_is_not_logged_when_its_client_breaks_off()
    {
        await using var host = await ApiHost.StartAsync();
        var upload = await ClientUpload.StartAsync(host, 1000);
        foreach (var framing in (string[])["Content-Length: 1000", "Transfer-Encoding: chunked"])
        {
            using var connection = await RawConnection.OpenAsync(host.Address);
            await connection.SendAsync(
                $"PUT {upload.Path}/chunks/0 HTTP/1.1",
                "Host: x",
                framing,
                $"Content-Digest: {Bodies.ContentDigest(File)}",
                string.Empty,
                "1");
            connection.EndSending();
            await connection.ReadToEndAsync();
        }

        await Eventually.HoldsAsync(
            "the host noticed", () => host.Log.Lines.Any(line => line.Contains("disconnected", StringComparison.Ordinal)));
        Assert.DoesNotContain(host.Log.Lines, line => line.Contains(upload.Id.Value, StringComparison.Ordinal));
    }

    /// <summary>Everything that goes well or is refused, and counters that are not written.</summary>
    private static async Task<ClientUpload> LiveAsync(ApiHost host)
    {
        var upload = await ClientUpload.SentAsync(host, File, 1000);
        host.Faults.FailOperation(StorageOperation.WriteCounters, FaultTiming.BeforeEffect, times: 10);
        (await upload.PutAsync(0, File[..1000])).Is(HttpStatusCode.OK);
        host.Faults.FailOperation(StorageOperation.StageBlock, FaultTiming.AfterEffect, times: 2);
        (await upload.PutAsync(0, File[..1000])).Is(HttpStatusCode.OK);
        (await upload.PutAsync(0, Bodies.Sized([1]), ("Content-Digest", Bodies.ContentDigest([2])))).IsProblem(
            HttpStatusCode.UnprocessableEntity, "chunk-digest-mismatch");
        (await upload.PutAsync("x", Bodies.Sized([1]))).IsProblem(HttpStatusCode.BadRequest, "offset-invalid");
        (await upload.GetStatusAsync("?chunks=?")).IsProblem(HttpStatusCode.BadRequest, "query-invalid");
        (await upload.GetContentAsync()).IsProblem(HttpStatusCode.Conflict, "upload-not-complete");
        (await upload.CompleteAsync("{")).IsProblem(HttpStatusCode.BadRequest, "body-malformed");
        (await upload.CompleteAsync()).Is(HttpStatusCode.OK);
        (await upload.GetContentAsync()).Is(HttpStatusCode.OK);
        return upload;
    }

    private static async Task<ClientUpload> RejectedAsync(ApiHost host)
    {
        var upload = await ClientUpload.SentAsync(host, File, 1000);
        (await upload.CompleteAsync(new { expected = new { sha256 = Bodies.Hex([]) } })).IsProblem(
            HttpStatusCode.UnprocessableEntity, "file-digest-mismatch");
        return upload;
    }

    private static async Task<ClientUpload> CancelledAsync(ApiHost host)
    {
        var upload = await ClientUpload.SentAsync(host, File, 1000);
        (await upload.CancelAsync()).Is(HttpStatusCode.NoContent);
        return upload;
    }

    /// <summary>Every call while storage is down.</summary>
    private static async Task CutOffAsync(ApiHost host, ClientUpload upload)
    {
        host.Faults.FailFrom(1);
        Func<Task<Reply>>[] calls =
        [
            () => upload.GetStatusAsync(),
            () => upload.CompleteAsync(),
            () => upload.CancelAsync(),
            () => upload.GetContentAsync(),
            () => upload.PutAsync(0, [1]),
        ];
        foreach (var call in calls)
        {
            (await call()).Is(HttpStatusCode.ServiceUnavailable);
        }

        host.Faults.Heal();
    }
}
