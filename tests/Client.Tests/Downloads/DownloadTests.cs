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

        Assert.Equal(JournalKind.Download, Assert.Single(Journals.List()).Kind);
        using (var part = new FileStream(Target + ".part", FileMode.Open, FileAccess.Write))
        {
            part.Position = 100;
            part.WriteByte((byte)~_bytes[100]);
        }

        Service.Script = (_, _) => null;
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
    public async Task An_answer_that_is_not_the_range_asked_for_is_refused()
    {
        Publish(FileBytes);
        Service.Script = (request, before) => request.IsContent && before > 0 ? new ScriptedAnswer(200) { Body = _bytes } : null;

        var failure = await Assert.ThrowsAsync<TransferException>(() => Client().DownloadAsync(ScriptedService.Id, Target));

        Assert.Equal(TransferErrorCode.NotThisService, failure.Code);
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
}
