using SmartTransfer.Client.Tests.Scripted;

namespace SmartTransfer.Client.Tests.Downloads;

/// <summary>Downloads, by rule 10 of docs/clients.md.</summary>
public sealed class DownloadTests : ScriptedTest
{
    private const int FileBytes = 500_000;
    private const int ChunkBytes = 40_000;

    private byte[] _bytes = [];

    private string Target => In("target.bin");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(FileBytes)]
    public async Task A_file_comes_as_it_is(int length)
    {
        Publish(length);

        var result = await Client().DownloadAsync(ScriptedService.Id, Target);

        Assert.Equal(_bytes, await File.ReadAllBytesAsync(Target));
        Assert.Equal((Target, length, length), (result.Path, (int)result.Length, (int)result.ReceivedBytes));
        Assert.False(File.Exists(Target + ".part"));
        Assert.Empty(Journals.List());
    }

    [Fact]
    public async Task Into_a_folder_it_gets_the_name_of_the_upload()
    {
        Publish(10);
        Service.FileName = "📦 name.bin";

        var result = await Client().DownloadAsync($"{Service.Address}api/uploads/{ScriptedService.Id}", In("."));

        Assert.Equal("📦 name.bin", Path.GetFileName(result.Path));
        Assert.Equal(_bytes, await File.ReadAllBytesAsync(result.Path));
    }

    [Fact]
    public async Task Neighbouring_chunks_are_fetched_together_up_to_the_advised_size()
    {
        Publish(FileBytes);
        Service.Advice = Service.Advice.Replace("chunk-bytes=65536,", "chunk-bytes=125000,", StringComparison.Ordinal);

        _ = await Client().DownloadAsync(ScriptedService.Id, Target);

        Assert.Contains("bytes=0-119999", Service.Requests.Where(request => request.IsContent).Select(request => request.Header("Range")));
        Assert.Equal(5, Service.Requests.Count(request => request.IsContent));
    }

    [Fact]
    public async Task After_a_break_it_goes_on_where_the_bytes_ended()
    {
        Publish(FileBytes);
        Service.Advice = Service.Advice.Replace("parallel=2", "parallel=1", StringComparison.Ordinal);
        Service.Script = (request, before) => request.IsContent && before == 0 ? Cut(request, 30_000) : null;

        var result = await Client().DownloadAsync(ScriptedService.Id, Target, new DownloadOptions { Events = Events.Enqueue });

        Assert.Equal(_bytes, await File.ReadAllBytesAsync(Target));
        Assert.Equal(1, result.FailedAttempts);
        Assert.Equal(FileBytes, result.ReceivedBytes);
        Assert.EndsWith(
            "-39999",
            Service.Requests.Where(request => request.IsContent).ElementAt(1).Header("Range"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_came_changed_are_fetched_again()
    {
        Publish(FileBytes);
        Service.Script = (request, before) => request.IsContent && before is 1 or 2 ? Changed(request) : null;

        var result = await Client().DownloadAsync(ScriptedService.Id, Target, new DownloadOptions { Events = Events.Enqueue });

        Assert.Equal(_bytes, await File.ReadAllBytesAsync(Target));
        Assert.Contains(Events, told => told.Code == TransferErrorCode.ChunkDigestMismatch);
        Assert.True(result.FailedAttempts >= 1);
    }

    [Fact]
    public async Task Bytes_that_always_come_changed_are_never_given_out()
    {
        Publish(FileBytes);
        Service.Script = (request, _) => request.IsContent ? Changed(request) : null;

        var failure = await Assert.ThrowsAsync<TransferException>(() => Client().DownloadAsync(ScriptedService.Id, Target));

        Assert.Equal(TransferErrorCode.ChunkDigestMismatch, failure.Code);
        Assert.False(File.Exists(Target));
    }

    [Fact]
    public async Task An_interrupted_download_fetches_only_what_it_lacks_or_what_was_damaged()
    {
        Publish(FileBytes);
        await InterruptAsync();

        Assert.Equal(JournalKind.Download, Assert.Single(Journals.List()).Kind);
        using (var part = new FileStream(Target + ".part", FileMode.Open, FileAccess.Write))
        {
            part.Position = 100;
            part.WriteByte((byte)~_bytes[100]);
        }

        var before = Service.Requests.Count;
        var result = await Client().DownloadAsync(ScriptedService.Id, Target, new DownloadOptions { Events = Events.Enqueue });

        Assert.Equal(_bytes, await File.ReadAllBytesAsync(Target));
        Assert.Contains(Events, told => told.Kind is TransferEventKind.Resumed);
        var fetched = Service.Requests.Skip(before).Where(request => request.IsContent).Select(request => request.Header("Range")).ToList();
        Assert.Contains("bytes=0-39999", fetched);
        Assert.DoesNotContain("bytes=40000-79999", fetched);
        Assert.True(result.ReceivedBytes < FileBytes);
    }

    [Fact]
    public async Task A_file_that_is_there_is_not_replaced_unless_it_may()
    {
        Publish(10);
        await File.WriteAllTextAsync(Target, "mine");

        var failure = await Assert.ThrowsAsync<TransferException>(() => Client().DownloadAsync(ScriptedService.Id, Target));
        Assert.Equal(TransferErrorCode.TargetExists, failure.Code);
        Assert.Equal("mine", await File.ReadAllTextAsync(Target));

        _ = await Client().DownloadAsync(ScriptedService.Id, Target, new DownloadOptions { Overwrite = true });
        Assert.Equal(_bytes, await File.ReadAllBytesAsync(Target));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_to_is_told()
    {
        Publish(10);

        var failure = await Assert.ThrowsAsync<TransferException>(
            () => Client().DownloadAsync(ScriptedService.Id, In("no-such-folder/file")));

        Assert.Equal(TransferErrorCode.TargetUnwritable, failure.Code);
    }

    [Fact]
    public async Task An_upload_that_is_not_complete_has_no_file()
    {
        var failure = await Assert.ThrowsAsync<TransferException>(() => Client().DownloadAsync(ScriptedService.Id, Target));

        Assert.Equal("upload-not-complete", failure.Code);
    }

    [Fact]
    public async Task Comparing_what_is_there_longer_than_the_patience_leaves_all_of_it()
    {
        Publish(FileBytes);
        await InterruptAsync();
        Service.Advice = Service.Advice.Replace("parallel=2", "parallel=1", StringComparison.Ordinal);
        var lost = 0;
        Service.Script = (request, _) => request.IsContent && lost++ < 3 ? ScriptedAnswer.LoseConnection() : null;
        var clock = new SkippingClock();
        var options = new DownloadOptions
        {
            Events = told => clock.Skip(told.Kind is TransferEventKind.Resumed ? TimeSpan.FromHours(2) : TimeSpan.Zero),
        };

        _ = await Client(given => (given.Clock, given.Patience) = (clock, TimeSpan.FromHours(1)))
            .DownloadAsync(ScriptedService.Id, Target, options);

        Assert.Equal(_bytes, await File.ReadAllBytesAsync(Target));
    }

    [Theory]
    [InlineData(404, "upload-not-found", false)]
    [InlineData(410, "file-removed", false)]
    [InlineData(410, "file-removed", true)]
    public async Task A_download_whose_file_is_gone_is_forgotten(int status, string code, bool inMidTransfer)
    {
        Publish(FileBytes);
        await InterruptAsync();
        Service.Script = (request, _) => request.IsContent || !inMidTransfer ? ScriptedAnswer.Problem(status, code) : null;

        var failure = await Assert.ThrowsAsync<TransferException>(() => Client().DownloadAsync(ScriptedService.Id, Target));

        Assert.Equal((code, false), (failure.Code, failure.CanResume));
        Assert.Empty(Journals.List());
    }

    [Theory]
    [InlineData("removed", "file-removed")]
    [InlineData("expired", "upload-expired")]
    public async Task A_download_of_an_upload_that_has_no_file_any_more_is_forgotten(string state, string code)
    {
        Publish(FileBytes);
        await InterruptAsync();
        Service.State = state;

        var failure = await Assert.ThrowsAsync<TransferException>(() => Client().DownloadAsync(ScriptedService.Id, Target));

        Assert.Equal(code, failure.Code);
        Assert.Empty(Journals.List());
    }

    [Fact]
    public async Task A_wrong_address_forgets_no_download()
    {
        Publish(FileBytes);
        await InterruptAsync();
        Service.Script = (_, _) => new ScriptedAnswer(404);

        var failure = await Assert.ThrowsAsync<TransferException>(() => Client().DownloadAsync(ScriptedService.Id, Target));

        Assert.Equal(TransferErrorCode.NotThisService, failure.Code);
        _ = Assert.Single(Journals.List());
    }

    [Theory]
    [InlineData(200)]
    [InlineData(302)]
    public async Task A_page_in_the_place_of_the_service_counts_as_no_answer(int status)
    {
        Publish(FileBytes);
        var page = new byte[ChunkBytes + 1];
        Service.Script = (request, before) => request.IsContent && before is 0 or 4 ? new ScriptedAnswer(status) { Body = page } : null;

        var result = await Client().DownloadAsync(ScriptedService.Id, Target);

        Assert.Equal(_bytes, await File.ReadAllBytesAsync(Target));
        Assert.Equal((2, FileBytes), (result.FailedAttempts, (int)result.ReceivedBytes));
    }

    [Fact]
    public async Task An_answer_that_is_not_the_range_asked_for_is_refused()
    {
        Publish(FileBytes);
        Service.Script = (request, before) => request.IsContent && before > 0 ? new ScriptedAnswer(200) { Body = _bytes } : null;

        var failure = await Assert.ThrowsAsync<TransferException>(() => Client().DownloadAsync(ScriptedService.Id, Target));

        Assert.Equal(TransferErrorCode.NotThisService, failure.Code);
    }

    /// <summary>Fetches a part, and is interrupted.</summary>
    private async Task InterruptAsync()
    {
        using (var interrupted = new CancellationTokenSource())
        {
            Service.Script = (request, before) =>
            {
                if (request.IsContent && before == 6)
                {
                    interrupted.Cancel();
                }

                return request.IsContent && before >= 6 ? ScriptedAnswer.BeSilent() : null;
            };
            _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => Client().DownloadAsync(ScriptedService.Id, Target, cancellationToken: interrupted.Token));
        }

        Service.Script = (_, _) => null;
    }

    private void Publish(int length)
    {
        _bytes = new byte[length];
        new Random(length).NextBytes(_bytes);
        Service.Complete(_bytes, ChunkBytes);
    }

    private ScriptedAnswer Cut(ScriptedRequest request, int after) => Part(request, bytes => bytes, after);

    private ScriptedAnswer Changed(ScriptedRequest request) => Part(
        request,
        bytes =>
        {
            bytes[bytes.Length / 2] ^= 1;
            return bytes;
        },
        null);

    private ScriptedAnswer Part(ScriptedRequest request, Func<byte[], byte[]> change, int? cutAfter)
    {
        var range = request.Header("Range")!["bytes=".Length..].Split('-').Select(int.Parse).ToArray();
        var answer = new ScriptedAnswer(206) { Body = change(_bytes[range[0]..(range[1] + 1)]), CutAfterBytes = cutAfter };
        answer.Headers["Content-Range"] = $"bytes {range[0]}-{range[1]}/{_bytes.Length}";
        return answer;
    }

    /// <summary>The clock of the system, in which time may pass at once.</summary>
    private sealed class SkippingClock : TimeProvider
    {
        private long _skipped;

        public void Skip(TimeSpan time) => Interlocked.Add(ref _skipped, (long)(time.TotalSeconds * TimestampFrequency));

        public override long GetTimestamp() => System.GetTimestamp() + Interlocked.Read(ref _skipped);
    }
}
