using System.Net;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Functions.Tests.Hosting;

namespace SmartTransfer.Functions.Tests.Uploads;

public sealed class CancelUploadTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly ApiHost _host = shared.Host;

    [Fact]
    public async Task Cancelling_answers_204_however_often()
    {
        var upload = await ClientUpload.SentAsync(_host, [1], 1);
        for (var n = 0; n < 3; n++)
        {
            var reply = (await upload.CancelAsync()).Is(HttpStatusCode.NoContent);
            Assert.Empty(reply.Body);
        }
    }

    [Fact]
    public async Task The_blocks_are_gone_and_the_row_stays_as_a_tombstone()
    {
        var upload = await ClientUpload.SentAsync(_host, new byte[10], 5);
        Assert.Contains(upload.Id, _host.Stored.BlobIds);
        (await upload.CancelAsync()).Is(HttpStatusCode.NoContent);
        Assert.DoesNotContain(upload.Id, _host.Stored.BlobIds);
        Assert.Equal(Core.Sessions.UploadState.Cancelled, upload.Row.State);
    }

    [Fact]
    public async Task A_completed_upload_is_not_cancelled()
    {
        var upload = await ClientUpload.CompletedAsync(_host, [1]);
        (await upload.CancelAsync()).IsProblem(HttpStatusCode.Conflict, "upload-completed");
        Assert.Equal([1], (await upload.GetContentAsync()).Body);
    }

    [Fact]
    public async Task Of_cancel_and_complete_at_the_same_moment_one_wins()
    {
        for (var n = 0; n < 20; n++)
        {
            var upload = await ClientUpload.SentAsync(_host, [1], 1);
            var (cancelling, completing) = (upload.CancelAsync(), upload.CompleteAsync());
            var (cancelled, completed) = (
                (await cancelling).Status == HttpStatusCode.NoContent, (await completing).Status == HttpStatusCode.OK);
            Assert.True(cancelled ^ completed, $"cancel {(await cancelling).Text}, complete {(await completing).Text}");
            Assert.Equal(completed, _host.Stored.CommittedBytes(upload.Id) is not null);
        }
    }
}
