using Moq;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Core.Tests.Sweeping;

/// <summary>Sessions that cannot be dealt with, among others that can.</summary>
public class PoisonedSweepTests
{
    private static readonly TestFile File = TestFile.OfLength(1_000);

    private readonly World _world = new();

    [Fact]
    public async Task A_poisoned_session_is_filed_anew_and_does_not_stop_the_rest()
    {
        var poisoned = await StartAsync(healthy: 5);
        await PoisonAsync(poisoned);

        var report = await _world.One.Sweep.RunAsync(World.None);

        Assert.Equal((10, 1), (report.Expired, report.Failed));
        Assert.DoesNotContain(_world.Storage.BlobIds, id => id != poisoned);
        Assert.Contains(
            _world.Entry(ExpiryHour.Of(_world.Clock.GetUtcNow() + TimeSpan.FromHours(1)), poisoned) with { Failures = 1 },
            _world.Storage.ExpiryRows);
        Assert.Single(_world.Storage.ExpiryRows, entry => entry.Id == poisoned);
        Assert.Equal(0, (await _world.One.Sweep.RunAsync(World.None)).Examined);
    }

    [Fact]
    public async Task An_entry_that_cannot_even_be_filed_anew_stays_and_does_not_stop_the_rest()
    {
        var poisoned = await StartAsync(healthy: 5);
        await PoisonAsync(poisoned);
        var inner = _world.Storage.Expiries;
        var expiries = new Mock<IExpiryIndex>();
        expiries.Setup(index => index.ReadAsync(
            It.IsAny<ExpiryHour>(), It.IsAny<ExpiryHour>(), It.IsAny<int>(), It.IsAny<CancellationToken>())).Returns(inner.ReadAsync);
        expiries.Setup(index => index.RemoveAsync(It.IsAny<ExpiryEntry>(), It.IsAny<CancellationToken>())).Returns(inner.RemoveAsync);
        expiries.Setup(index => index.FileAsync(It.IsAny<ExpiryEntry>(), It.IsAny<CancellationToken>())).Returns(inner.FileAsync);
        expiries.Setup(index => index.FileAsync(
            It.Is<ExpiryEntry>(entry => entry.Id == poisoned),
            It.IsAny<CancellationToken>())).ThrowsAsync(new InvalidOperationException("no"));

        var report = await _world.NewInstance(_world.Storage.Ports with { Expiries = expiries.Object }).Sweep.RunAsync(World.None);

        Assert.Equal((10, 1), (report.Expired, report.Failed));
        Assert.Single(_world.Storage.ExpiryRows, entry => entry.Id == poisoned);
    }

    [Theory]
    [InlineData(StorageOperation.FindSession)]
    [InlineData(StorageOperation.ReplaceSession)]
    [InlineData(StorageOperation.DiscardBlocks)]
    [InlineData(StorageOperation.FileExpiry)]
    [InlineData(StorageOperation.RemoveExpiry)]
    public async Task Storage_that_fails_for_some_is_made_good_by_later_runs(StorageOperation operation)
    {
        await StartAsync(healthy: 5);
        _world.Sabotage.FailOperation(operation, FaultTiming.BeforeEffect, times: 7);

        Assert.NotEqual(0, (await _world.One.Sweep.RunAsync(World.None)).Failed);

        _world.Sabotage.Heal();
        await _world.SweepAllAsync();
        Assert.Equal(0, _world.ThingsStored);
    }

    private async Task<UploadId> StartAsync(int healthy)
    {
        for (var i = 0; i < healthy; i++)
        {
            await _world.StageAllAsync(File, chunkBytes: 500);
        }

        var id = await _world.StageAllAsync(File, chunkBytes: 500);
        for (var i = 0; i < healthy; i++)
        {
            await _world.StageAllAsync(File, chunkBytes: 500);
        }

        _world.Clock.Advance(TimeSpan.FromHours(28));
        return id;
    }

    private async Task PoisonAsync(UploadId id) =>
        Assert.NotNull(await _world.Storage.Sessions.ReplaceAsync(
            _world.Session(id).MoveTo(UploadState.Committing, _world.Clock.GetUtcNow()), World.None));
}
