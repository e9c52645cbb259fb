using Moq;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Core.Tests.Uploads;

public class OpenContentTests
{
    private static readonly TestFile File = TestFile.OfLength(1_000);

    private readonly World _world = new();

    [Fact]
    public async Task A_completed_file_is_read_from_any_position()
    {
        var id = await _world.StageAllAsync(File);
        await _world.One.Complete.RunAsync(id, CompletionRequest.Plain, World.None);

        var opened = (await _world.One.Content.RunAsync(id, World.None)).Value;

        await using var stream = opened.Content.Stream;
        stream.Position = 900;
        var tail = new byte[100];
        await stream.ReadExactlyAsync(tail);
        Assert.Equal(File.Slice(900, 100), tail);
        Assert.Equal(id, opened.Session.Id);
        Assert.Equal(_world.Clock.GetUtcNow(), opened.Content.LastModifiedAt);
    }

    [Fact]
    public async Task Before_completion_no_store_is_even_asked_for_the_file()
    {
        var contents = new Mock<IContentStore>(MockBehavior.Strict);
        var open = new OpenContent(
            new UploadSessions(
                _world.Storage.Sessions, _world.One.Cache, _world.One.Network, _world.One.Listing, _world.Clock), contents.Object);
        var id = await _world.StageAllAsync(File);

        Assert.Equal("upload-not-complete", (await open.RunAsync(id, World.None)).Failure?.Code);
        await _world.One.Cancel.RunAsync(id, World.None);
        Assert.Equal("upload-cancelled", (await open.RunAsync(id, World.None)).Failure?.Code);
        Assert.Equal("upload-not-found", (await open.RunAsync(UploadId.FromBytes(new byte[16]), World.None)).Failure?.Code);
    }

    [Fact]
    public async Task A_file_that_is_committed_but_not_yet_verified_is_not_shown()
    {
        var id = await _world.StageAllAsync(File, expected: new ExpectedDigests(Sha256: File.Sha256));
        _world.Sabotage.FailOperation(Testing.Storage.StorageOperation.OpenContent, Testing.Storage.FaultTiming.BeforeEffect);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _world.One.Complete.RunAsync(id, CompletionRequest.Plain, World.None));
        Assert.NotNull(_world.Storage.CommittedBytes(id));

        Assert.Equal("upload-not-complete", (await _world.One.Content.RunAsync(id, World.None)).Failure?.Code);
    }
}
