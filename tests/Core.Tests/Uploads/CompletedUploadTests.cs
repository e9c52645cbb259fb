using Moq;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Testing.Saboteurs;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Core.Tests.Uploads;

/// <summary>Completing again what is complete, with a SHA-256 that nobody asked for the first time.</summary>
public class CompletedUploadTests
{
    private static readonly TestFile File = TestFile.OfLength(1_000);

    private readonly World _world = new(new ServiceOptions { Limits = new LimitOptions { MaxSha256FileBytes = 1_000 } });

    [Fact]
    public async Task A_sha256_that_is_right_is_confirmed_by_reading_the_file()
    {
        var id = await CompletedAsync(File);

        Assert.Null((await AgainAsync(_world.One, id, File.Sha256)).Failure);
    }

    [Fact]
    public async Task Asked_again_the_file_is_not_read_again()
    {
        var id = await CompletedAsync(File);
        Assert.Null((await AgainAsync(_world.One, id, File.Sha256)).Failure);
        _world.Storage.Calls.Reset();

        Assert.Null((await AgainAsync(_world.NewInstance(), id, File.Sha256)).Failure);
        Assert.Equal("file-digest-mismatch", (await AgainAsync(_world.One, id, Sha256Digest.Of([1]))).Failure?.Code);

        Assert.Equal(0, _world.Storage.Calls.Of(StorageOperation.OpenContent));
        Assert.Equal(File.Sha256, _world.Session(id).File?.Sha256);
    }

    [Fact]
    public async Task Many_who_ask_at_once_share_one_reading()
    {
        var id = await CompletedAsync(File);
        var opened = 0;
        var held = new HeldStream(File.Bytes);
        var contents = new Mock<IContentStore>();
        contents.Setup(store => store.OpenAsync(UploadBlob.Of(id), It.IsAny<CancellationToken>()))
            .ReturnsAsync(() =>
            {
                opened++;
                return new StoredContent(held, "etag", _world.Clock.GetUtcNow());
            });
        var instance = _world.NewInstance(_world.Storage.Ports with { Contents = contents.Object });

        var asking = Enumerable.Range(0, 20).Select(_ => AgainAsync(instance, id, File.Sha256)).ToList();
        await held.WhenWaitedFor;
        held.Release();

        Assert.All(await Task.WhenAll(asking), outcome => Assert.Null(outcome.Failure));
        Assert.Equal(1, opened);
    }

    [Fact]
    public async Task A_sha256_that_is_wrong_is_told_and_the_file_stays()
    {
        var id = await CompletedAsync(File);

        Assert.Equal("file-digest-mismatch", (await AgainAsync(_world.One, id, Sha256Digest.Of([1]))).Failure?.Code);
        Assert.Equal(File.Bytes, _world.Storage.CommittedBytes(id));
        Assert.Equal(UploadState.Completed, _world.Session(id).State);
    }

    [Fact]
    public async Task Of_a_file_too_long_to_be_read_again_that_is_said()
    {
        var file = TestFile.OfLength(1_001);

        Assert.Equal("sha256-not-verifiable", (await AgainAsync(_world.One, await CompletedAsync(file), file.Sha256)).Failure?.Code);
    }

    [Fact]
    public async Task A_sha256_that_could_not_be_read_is_not_passed_off_as_right()
    {
        var id = await CompletedAsync(File);
        var contents = new Mock<IContentStore>();
        contents.Setup(store => store.OpenAsync(UploadBlob.Of(id), It.IsAny<CancellationToken>()))
            .ReturnsAsync(() => new StoredContent(new BrokenStream(File.Bytes, 500), "etag", _world.Clock.GetUtcNow()));

        var outcome = await AgainAsync(
            _world.NewInstance(_world.Storage.Ports with { Contents = contents.Object }), id, Sha256Digest.Of([1]));

        Assert.Equal("upload-busy", outcome.Failure?.Code);
        Assert.NotNull(outcome.Failure?.RetryAfter);
    }

    private static Task<Core.Failures.Outcome<UploadSession>> AgainAsync(ServiceInstance instance, UploadId id, Sha256Digest sha256) =>
        instance.Complete.RunAsync(id, new CompletionRequest(new ExpectedDigests(Sha256: sha256), null), World.None);

    private async Task<UploadId> CompletedAsync(TestFile file)
    {
        var id = await _world.StageAllAsync(file);
        Assert.Null((await _world.One.Complete.RunAsync(id, CompletionRequest.Plain, World.None)).Failure);
        return id;
    }
}
