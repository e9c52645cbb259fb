using System.Text;
using SmartTransfer.Client.Tests.Scripted;

namespace SmartTransfer.Client.Tests.Uploads;

/// <summary>Uploads that were interrupted and go on, by rule 7 of docs/clients.md.</summary>
public sealed class ResumeTests : ScriptedTest
{
    private const int FileBytes = 500_000;
    private const int ChunkBytes = 65_536;

    [Fact]
    public async Task What_has_arrived_is_compared_and_not_sent_again()
    {
        var (path, bytes) = NewFile(FileBytes);
        var sent = await InterruptAsync(path, after: 4);

        var result = await Client().UploadAsync(path, Options);

        Assert.Equal(bytes, Service.File);
        Assert.True(result.IsResumed);
        Assert.Equal(1, Service.Requests.Count(request => request.IsStart));
        Assert.Contains(Events, told => told.Kind is TransferEventKind.Resumed);
        Assert.True(result.SentBytes <= FileBytes - (sent * ChunkBytes), $"{result.SentBytes} bytes after {sent} chunks");
        Assert.Empty(Journals.List());
    }

    [Fact]
    public async Task A_file_that_changed_is_refused_with_the_first_chunk_that_differs_and_nothing_is_sent()
    {
        var (path, bytes) = NewFile(FileBytes);
        _ = await InterruptAsync(path, after: 4);
        bytes[ChunkBytes + 5] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);
        var before = Service.Requests.Count;

        var failure = await Assert.ThrowsAsync<TransferException>(() => Client().UploadAsync(path, Options));

        Assert.Equal((TransferErrorCode.SourceChanged, ChunkBytes), (failure.Code, failure.Offset));
        Assert.All(Service.Requests.Skip(before), request => Assert.True(request.IsStatus));
        _ = Assert.Single(Journals.List());
    }

    [Fact]
    public async Task A_file_of_another_length_is_refused_before_the_service_is_asked()
    {
        var (path, _) = NewFile(FileBytes);
        _ = await InterruptAsync(path, after: 2);
        await File.AppendAllTextAsync(path, "x");
        var before = Service.Requests.Count;

        var failure = await Assert.ThrowsAsync<TransferException>(() => Client().UploadAsync(path, Options));

        Assert.Equal((TransferErrorCode.SourceChanged, FileBytes), (failure.Code, failure.Offset));
        Assert.Equal(before, Service.Requests.Count);
    }

    [Fact]
    public async Task A_file_that_was_only_touched_goes_on()
    {
        var (path, bytes) = NewFile(FileBytes);
        _ = await InterruptAsync(path, after: 2);
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);

        var result = await Client().UploadAsync(path, Options);

        Assert.True(result.IsResumed);
        Assert.Equal(bytes, Service.File);
    }

    [Fact]
    public async Task Chunks_that_others_staged_with_other_contents_are_left_out_by_a_manifest()
    {
        var (path, bytes) = NewFile(FileBytes);
        _ = await InterruptAsync(path, after: 3);
        Service.Stage(0, new byte[ChunkBytes]);
        Service.Stage(10, bytes[10..500]);

        _ = await Client().UploadAsync(path, Options);

        Assert.Equal(bytes, Service.File);
        Assert.Contains(
            "manifest",
            Encoding.UTF8.GetString(Service.Requests.Single(request => request.IsComplete).Body),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_comparing_the_list_is_believed_while_length_and_time_are_those_of_the_journal()
    {
        var (path, bytes) = NewFile(FileBytes);
        _ = await InterruptAsync(path, after: 3);
        var progress = new List<TransferProgress>();

        var result = await Client().UploadAsync(path, Options with { VerifyResume = false }, new Inline(progress));

        Assert.True(result.IsResumed);
        Assert.Equal(bytes, Service.File);
        Assert.All(progress, now => Assert.Equal(0, now.VerifiedBytes));
    }

    [Theory]
    [InlineData("expired")]
    [InlineData("rejected")]
    [InlineData(null)]
    public async Task An_upload_that_is_gone_is_started_anew_and_told(string? state)
    {
        var (path, bytes) = NewFile(FileBytes);
        _ = await InterruptAsync(path, after: 3);
        Service.State = state ?? "open";
        Service.Script = (request, _) => state is null && request.IsStatus ? ScriptedAnswer.Problem(404, "upload-not-found") : null;

        var result = await Client().UploadAsync(path, Options);

        Assert.False(result.IsResumed);
        Assert.Equal(bytes, Service.File);
        Assert.Contains(Events, told => told.Kind is TransferEventKind.StartedAnew);
    }

    [Fact]
    public async Task An_upload_that_somebody_cancelled_is_not_started_anew_and_is_forgotten()
    {
        var (path, _) = NewFile(FileBytes);
        _ = await InterruptAsync(path, after: 3);
        Service.State = "cancelled";

        var failure = await Assert.ThrowsAsync<TransferException>(() => Client().UploadAsync(path, Options));

        Assert.Equal("upload-cancelled", failure.Code);
        Assert.Empty(Journals.List());
    }

    [Fact]
    public async Task An_upload_whose_last_answer_was_lost_is_completed_without_sending_a_byte()
    {
        var (path, bytes) = NewFile(FileBytes);
        Service.Script = (request, _) => request.IsComplete ? ScriptedAnswer.LoseAnswer() : null;
        _ = await Assert.ThrowsAsync<TransferException>(
            () => Client(options => options.Patience = TimeSpan.FromMilliseconds(100)).UploadAsync(path));
        Assert.Equal(bytes, Service.File);
        Service.Script = (_, _) => null;

        var result = await Client().UploadAsync(path, Options);

        Assert.Equal((true, 0L), (result.IsResumed, result.SentBytes));
        Assert.Empty(Journals.List());
    }

    [Fact]
    public async Task A_stream_that_can_seek_goes_on_with_the_upload_that_is_named()
    {
        var (path, bytes) = NewFile(FileBytes);
        _ = await InterruptAsync(path, after: 3);

        var result = await Client().UploadAsync(new MemoryStream(bytes), Options with { FileName = "stream", Upload = ScriptedService.Id });

        Assert.True(result.IsResumed);
        Assert.Equal(bytes, Service.File);
    }

    [Fact]
    public async Task A_stream_that_cannot_seek_does_not()
    {
        var options = new UploadOptions { FileName = "stdin", Upload = ScriptedService.Id };
        var failure = await Assert.ThrowsAsync<TransferException>(() => Client().UploadAsync(new Unseekable(new byte[2_000_000]), options));

        Assert.Equal(TransferErrorCode.SourceNotRepeatable, failure.Code);
    }

    [Fact]
    public async Task Two_senders_of_one_file_do_not_send_it_twice()
    {
        var (path, _) = NewFile(FileBytes);
        using var held = Journals.Lock(JournalKind.Upload, new Uri(Service.Address, "/api/"), path);

        var failure = await Assert.ThrowsAsync<TransferException>(() => Client().UploadAsync(path, Options));

        Assert.Equal(TransferErrorCode.InUse, failure.Code);
        Assert.Empty(Service.Requests);
    }

    [Fact]
    public async Task Cancelling_removes_the_journal()
    {
        var (path, _) = NewFile(FileBytes);
        _ = await InterruptAsync(path, after: 3);

        await Client().CancelAsync(ScriptedService.Id);

        Assert.Equal("cancelled", Service.State);
        Assert.Empty(Journals.List());
    }

    /// <summary>Sends some chunks and is interrupted.</summary>
    /// <returns>How many chunks were acknowledged at least.</returns>
    private async Task<int> InterruptAsync(string path, int after)
    {
        using var interrupted = new CancellationTokenSource();
        Service.Script = (request, before) =>
        {
            if (request.IsChunk && before == after)
            {
                interrupted.Cancel();
                return ScriptedAnswer.BeSilent();
            }

            return request.IsChunk && before > after ? ScriptedAnswer.BeSilent() : null;
        };
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Client().UploadAsync(path, cancellationToken: interrupted.Token));
        Service.Script = (_, _) => null;
        return after - 2;
    }

    private sealed class Inline(List<TransferProgress> all) : IProgress<TransferProgress>
    {
        public void Report(TransferProgress value)
        {
            lock (all)
            {
                all.Add(value);
            }
        }
    }
}
