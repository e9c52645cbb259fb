using System.Collections.Concurrent;
using System.Security.Cryptography;
using SmartTransfer.Testing.Links;
using Xunit.Abstractions;

namespace SmartTransfer.Client.Tests.EndToEnd;

/// <summary>The client against the real service, over links that fail.</summary>
[Collection(HostCollection.Name)]
public sealed class RealServiceTests(HostFixture fixture, ITestOutputHelper output) : IDisposable
{
    private const int MiB = 1024 * 1024;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("client-e2e-");
    private readonly ConcurrentQueue<TransferEvent> _events = [];

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData((5 * MiB) + 17)]
    public async Task A_file_goes_up_and_comes_down_as_it_is(int length)
    {
        var path = NewFile(length);
        using var client = Client(fixture.Host.Address);

        var sent = await client.UploadAsync(path);
        var fetched = await client.DownloadAsync(sent.UploadId, path + ".copy");

        Assert.Equal(Sha256(path), Sha256(fetched.Path));
        Assert.Equal(length, sent.Length);
        Assert.Equal("completed", (await client.GetStatusAsync(sent.UploadId)).State);
    }

    [Fact]
    public async Task A_stream_of_unknown_length_goes_up_and_its_name_and_type_and_metadata_with_it()
    {
        var bytes = new byte[(3 * MiB) + 5];
        new Random(5).NextBytes(bytes);
        using var client = Client(fixture.Host.Address);

        var sent = await client.UploadAsync(
            new Uploads.Unseekable(bytes),
            new UploadOptions
            {
                FileName = "Übertragung 🎉.bin",
                ContentType = "application/x-test",
                Metadata = new Dictionary<string, string> { ["ship"] = "Nordstjärnan" },
            });

        var status = await client.GetStatusAsync(sent.UploadId, withChunks: true);
        Assert.Equal(
            ("Übertragung 🎉.bin", "application/x-test", (long?)bytes.Length),
            (status.FileName, status.ContentType, status.Length));
        var fetched = await client.DownloadAsync(sent.UploadId, Path.Combine(_folder.FullName, "down"));
        Assert.Equal(bytes, await File.ReadAllBytesAsync(fetched.Path));
    }

    [Fact]
    public Task Connections_that_are_reset_cost_chunks_and_nothing_else() =>
        OverAsync(12 * MiB, new LinkFaults { MeanBytesPerReset = 1.5 * MiB, Delay = TimeSpan.FromMilliseconds(5) }, link => link.Resets);

    [Fact]
    public Task Connections_on_which_nothing_passes_any_more_are_given_up() =>
        OverAsync(12 * MiB, new LinkFaults { MeanBytesPerStall = 4 * MiB, BytesPerSecond = 2 * MiB }, link => link.Stalls);

    [Fact]
    public Task Bytes_that_arrive_changed_are_refused_and_sent_again() =>
        OverAsync(12 * MiB, new LinkFaults { MeanBytesPerFlip = 2 * MiB }, link => link.Flips);

    [Fact]
    public Task Where_almost_everything_fails_the_file_gets_through() =>
        OverAsync(
            MiB,
            new LinkFaults { MeanBytesPerReset = 200_000, BytesPerSecond = MiB, Delay = TimeSpan.FromMilliseconds(10) },
            link => link.Resets);

    [Fact]
    public async Task A_host_that_is_killed_and_comes_back_costs_nothing_that_was_acknowledged()
    {
        var host = await fixture.StartAsync();
        await using var relay = new SwitchedRelay(host.Address);
        var path = NewFile(8 * MiB);
        using var client = Client(relay.Address, options => options.MaxBytesPerSecond = 8 * MiB);
        var killing = Task.CompletedTask;
        var progress = new Inline(now =>
        {
            if (now.AcceptedBytes > 2 * MiB && killing.IsCompletedSuccessfully && host.Address.Port != 0)
            {
                killing = killing == Task.CompletedTask ? Task.Run(ReplaceAsync) : killing;
            }
        });

        var sent = await client.UploadAsync(path, new UploadOptions { Events = _events.Enqueue }, progress);
        await killing;

        Assert.NotSame(Task.CompletedTask, killing);
        Assert.True(sent.FailedAttempts > 0);
        var fetched = await client.DownloadAsync(sent.UploadId, path + ".copy");
        Assert.Equal(Sha256(path), Sha256(fetched.Path));

        async Task ReplaceAsync()
        {
            host.Kill();
            relay.SwitchTo(null);
            relay.SwitchTo((await fixture.StartAsync()).Address);
        }
    }

    [Fact]
    public async Task What_is_interrupted_goes_on_in_another_client_days_later()
    {
        var path = NewFile(6 * MiB);
        using (var interrupted = new CancellationTokenSource())
        {
            using var first = Client(fixture.Host.Address, options => options.MaxBytesPerSecond = 4 * MiB);
            var progress = new Inline(now => _ = now.AcceptedBytes > 2 * MiB ? interrupted.CancelAsync() : null);
            _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.UploadAsync(path, null, progress, interrupted.Token));
        }

        using var second = Client(fixture.Host.Address);
        var sent = await second.UploadAsync(path);

        Assert.True(sent.IsResumed);
        Assert.True(sent.SentBytes < 4 * MiB, $"{sent.SentBytes} bytes");
        Assert.Equal(Sha256(path), Sha256((await second.DownloadAsync(sent.UploadId, path + ".copy")).Path));
    }

    [Fact]
    public async Task What_the_service_knows_of_the_link_can_be_asked_for()
    {
        using var client = Client(fixture.Host.Address);
        var sent = await client.UploadAsync(NewFile(2 * MiB));

        var link = await client.GetLinkAsync(sent.UploadId);
        Assert.NotEmpty(link.Because);
        Assert.True(link.Advice.ChunkBytes > 0);
        Assert.NotNull((await client.GetLinkAsync()).Sessions);
    }

    [Fact]
    public async Task A_cancelled_upload_is_gone()
    {
        var path = NewFile(3 * MiB);
        string? upload = null;
        using var client = Client(fixture.Host.Address, options => options.MaxBytesPerSecond = 2 * MiB);
        using var interrupted = new CancellationTokenSource();
        var progress = new Inline(now => _ = now.AcceptedBytes > 0 ? interrupted.CancelAsync() : null);
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.UploadAsync(path, null, progress, interrupted.Token));
        upload = Assert.Single(Journals.List()).Upload;

        await client.CancelAsync(upload);

        Assert.Equal("cancelled", (await client.GetStatusAsync(upload)).State);
        Assert.Empty(Journals.List());
        var ended = await Assert.ThrowsAsync<TransferException>(() => client.DownloadAsync(upload, path + ".copy"));
        Assert.Equal("upload-cancelled", ended.Code);
    }

    private JournalFolder Journals => new(Path.Combine(_folder.FullName, "journals"));

    private async Task OverAsync(int bytes, LinkFaults faults, Func<BadLink, int> happened)
    {
        var path = NewFile(bytes);
        await using var link = new BadLink(fixture.Host.Address, faults);
        using var client = Client(link.Address);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(4));

        var sent = await client.UploadAsync(path, new UploadOptions { Events = _events.Enqueue }, cancellationToken: limit.Token);

        Assert.True(happened(link) >= 1, "The link did nothing.");
        using var direct = Client(fixture.Host.Address);
        Assert.Equal(Sha256(path), Sha256((await direct.DownloadAsync(sent.UploadId, path + ".copy")).Path));
        output.WriteLine($"{sent.SentBytes} bytes sent of {bytes}; {sent.FailedAttempts} attempts failed");
        output.WriteLine($"{link.Resets} resets, {link.Stalls} stalls, {link.Flips} flips");
        output.WriteLine(string.Join(' ', _events.GroupBy(told => told.Code).Select(group => $"{group.Key}={group.Count()}")));
    }

    private TransferClient Client(Uri address, Action<TransferClientOptions>? configure = null)
    {
        var options = new TransferClientOptions { Journals = Journals, Patience = TimeSpan.FromMinutes(3) };
        configure?.Invoke(options);
        return new TransferClient(address, options);
    }

    private string NewFile(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        var path = Path.Combine(_folder.FullName, $"{Guid.NewGuid():N}.bin");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static string Sha256(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexString(SHA256.HashData(file));
    }

    private sealed class Inline(Action<TransferProgress> report) : IProgress<TransferProgress>
    {
        public void Report(TransferProgress value) => report(value);
    }
}
