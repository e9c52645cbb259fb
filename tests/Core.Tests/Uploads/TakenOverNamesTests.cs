using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Core.Tests.Uploads;

/// <summary>A name is taken over from an upload that ended, and nothing of that one is left under it, whatever dies meanwhile.</summary>
public sealed class TakenOverNamesTests
{
    private static readonly TestFile Old = TestFile.OfLength(400);
    private static readonly TestFile File = TestFile.OfLength(400, seed: 2);

    private static readonly StartKey Key = File.KeyOf("alice");

    private readonly World _world = NewWorld();

    public static TheoryData<FaultTiming, bool, bool> Faults => new()
    {
        { FaultTiming.BeforeEffect, false, false },
        { FaultTiming.AfterEffect, false, false },
        { FaultTiming.AfterEffect, false, true },
        { FaultTiming.BeforeEffect, true, false },
        { FaultTiming.AfterEffect, true, false },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Whichever_storage_call_fails_the_new_upload_finds_nothing_of_the_old_one(
        FaultTiming timing, bool isCutOff, bool retries) =>
        await EveryFault.StrikeEachCallAsync(n => StrikeAsync(n, timing, isCutOff, retries), most: 20);

    [Fact]
    public async Task What_is_left_of_a_discard_that_died_is_discarded_by_the_next_that_takes_the_name_over()
    {
        var old = await CancelledAsync(_world);
        await PutEmptyBlobAsync(old);
        _world.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Null((await StartAsync(_world.One)).Failure);
        Assert.Empty(_world.Storage.BlobNames);
    }

    [Fact]
    public async Task What_is_left_of_a_discard_for_a_file_that_others_deleted_does_not_block_the_name()
    {
        var old = await _world.StageAllAsync(Old);
        Assert.Null((await _world.One.Complete.RunAsync(old, CompletionRequest.Plain, World.None)).Failure);
        await _world.Storage.Commits.DiscardAsync(_world.Session(old).Blob, World.None);
        _world.Clock.Advance(TimeSpan.FromMinutes(10));

        _world.Sabotage.FailOperation(StorageOperation.DiscardBlocks, FaultTiming.BeforeEffect);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => StartAsync(_world.One));
        await PutEmptyBlobAsync(old);
        _world.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Null((await StartAsync(_world.One)).Failure);
        Assert.Empty(_world.Storage.BlobNames);
    }

    [Fact]
    public async Task A_file_that_is_there_is_not_taken_for_what_a_discard_left()
    {
        var old = await _world.StageAllAsync(Old);
        Assert.Null((await _world.One.Complete.RunAsync(old, CompletionRequest.Plain, World.None)).Failure);
        _world.Clock.Advance(TimeSpan.FromMinutes(10));
        var held = _world.Storage.ClaimRows.Single();
        await _world.Storage.Claims.ReplaceAsync(held with { At = _world.Clock.GetUtcNow() }, World.None);
        _world.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal("file-name-taken", (await StartAsync(_world.One)).Failure?.Code);
        Assert.Equal(Old.Bytes, _world.Storage.CommittedBytes(old));
    }

    private static World NewWorld() => new(new ServiceOptions
    {
        Files = new FilesOptions { NameTemplate = "{fileName}", OnConflict = FilesOptions.Fail },
    });

    /// <summary>An upload that was cancelled by an instance that died before it discarded its blocks.</summary>
    private static async Task<UploadId> CancelledAsync(World world)
    {
        var id = await world.StageAllAsync(Old);
        world.Sabotage.FailOperation(StorageOperation.DiscardBlocks, FaultTiming.BeforeEffect);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => world.One.Cancel.RunAsync(id, World.None));
        Assert.NotEmpty(world.Storage.StagedBlocks(id));
        return id;
    }

    /// <summary>A discard writes an empty list of blocks, and deletes the blob that comes of it: it may die in between.</summary>
    private async Task PutEmptyBlobAsync(UploadId id)
    {
        await _world.Storage.Commits.DiscardAsync(_world.Session(id).Blob, World.None);
        var empty = SampleSession.Committing(id, []) with { BlobName = _world.Session(id).BlobName };
        Assert.Equal(CommitOutcome.Committed, await _world.Storage.Commits.CommitAsync(empty, [], World.None));
    }

    private static Task<Outcome<UploadStatus>> StartAsync(ServiceInstance instance) =>
        instance.StartOnceAsync(File.Wanted(), Key);

    private static async Task<bool> StrikeAsync(int n, FaultTiming timing, bool isCutOff, bool retries)
    {
        var world = NewWorld();
        await CancelledAsync(world);
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        var instance = world.NewInstance(retries: retries);
        world.Sabotage.FailCall(n, timing, isCutOff);
        try
        {
            await world.FinishAsync(() => StartAsync(instance));
        }
        catch (StorageUnavailableException)
        {
            // The client hears 503, and asks again.
        }

        var struck = world.Sabotage.FaultsStruck > 0;
        world.Sabotage.Heal();
        var started = await StartAsync(world.NewInstance());
        for (var tries = 0; started.Failure is { RetryAfter: { } wait } && tries < 10; tries++)
        {
            world.Clock.Advance(wait);
            started = await StartAsync(world.One);
        }

        var id = started.Value.Session.Id;
        var status = await world.One.Status.RunAsync(id, World.None);
        Assert.Equal((0L, 0), (status.Value.BytesReceived, world.Storage.StagedBlocks(id).Count));
        foreach (var chunk in File.Chunks(id, 100))
        {
            Assert.Null((await world.One.Stage.RunAsync(chunk, World.None)).Failure);
        }

        Assert.Null((await world.One.Complete.RunAsync(id, CompletionRequest.Plain, World.None)).Failure);
        await world.SweepAllAsync();
        Assert.Equal(File.Bytes, world.Storage.CommittedBytes(id));
        Assert.Equal([id], world.Storage.ClaimRows.Select(claim => claim.Upload).Distinct());
        Assert.Single(world.Storage.SessionRows);
        return struck;
    }
}
