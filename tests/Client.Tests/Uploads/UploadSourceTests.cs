using SmartTransfer.Client.Tests.Scripted;

namespace SmartTransfer.Client.Tests.Uploads;

/// <summary>Uploads of sources that can be read only once, fail, or change.</summary>
public sealed class UploadSourceTests : ScriptedTest
{
    [Fact]
    public async Task A_stream_that_cannot_seek_is_sent_whole_whatever_its_length()
    {
        foreach (var length in new[] { 0, 5, 1024 * 1024, (1024 * 1024) + 1, 3_000_000 })
        {
            var bytes = new byte[length];
            new Random(length).NextBytes(bytes);

            var result = await Client().UploadAsync(new Unseekable(bytes), new UploadOptions { FileName = "stdin" });

            Assert.Equal(bytes, Service.File);
            Assert.Equal(length, result.Length);
            Assert.Empty(Journals.List());
            Service.Length = null;
        }
    }

    [Fact]
    public async Task A_stream_survives_broken_connections_though_it_can_be_read_only_once()
    {
        var bytes = new byte[3_000_000];
        new Random(3).NextBytes(bytes);
        Service.Script = (request, before) =>
            request.IsChunk && before % 3 == 1 ? before % 2 == 0 ? ScriptedAnswer.LoseAnswer() : ScriptedAnswer.LoseConnection() : null;

        _ = await Client().UploadAsync(new Unseekable(bytes), new UploadOptions { FileName = "stdin" });

        Assert.Equal(bytes, Service.File);
    }

    [Fact]
    public async Task A_source_that_cannot_be_read_is_told()
    {
        var failure = await Assert.ThrowsAsync<TransferException>(() => Client().UploadAsync(In("nowhere")));
        Assert.Equal(TransferErrorCode.SourceUnreadable, failure.Code);

        failure = await Assert.ThrowsAsync<TransferException>(
            () => Client().UploadAsync(new Unseekable(new byte[3_000_000], failAt: 2_000_000), new UploadOptions { FileName = "stdin" }));
        Assert.Equal(TransferErrorCode.SourceUnreadable, failure.Code);
    }

    [Fact]
    public async Task A_file_that_changes_while_it_is_sent_is_not_completed()
    {
        var (path, _) = NewFile(500_000);
        Service.Script = (request, before) =>
        {
            if (request.IsChunk && before == 3)
            {
                File.AppendAllText(path, "more");
            }

            return null;
        };

        var failure = await Assert.ThrowsAsync<TransferException>(() => Client().UploadAsync(path));

        Assert.Equal((TransferErrorCode.SourceChanged, 500_000L), (failure.Code, failure.Offset));
        Assert.Null(Service.File);
    }

    [Fact]
    public async Task A_file_that_becomes_shorter_while_it_is_sent_is_told_with_its_end()
    {
        var (path, _) = NewFile(900_000);
        Service.Script = (request, before) =>
        {
            if (request.IsChunk && before == 3)
            {
                using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                file.SetLength(600_000);
            }

            return null;
        };

        var failure = await Assert.ThrowsAsync<TransferException>(() => Client().UploadAsync(path));

        Assert.Equal((TransferErrorCode.SourceChanged, 600_000L), (failure.Code, failure.Offset));
    }
}
