using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Testing.Interleavings;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Core.Tests.Uploads;

/// <summary>Names that two uploads may want: one has it at a time, and what another one put there is never touched.</summary>
public sealed class SharedNamesTests
{
    private static readonly TestFile File = TestFile.OfLength(1_000);
    private static readonly TestFile Other = TestFile.OfLength(1_000, seed: 2);

    private static readonly ServiceOptions Shared = new()
    {
        Files = new FilesOptions { NameTemplate = "{yyyy}/{fileName}", OnConflict = FilesOptions.Fail },
    };

    private readonly World _world = new(Shared);

    [Fact]
    public async Task Names_with_the_key_in_them_cost_no_storage_call()
    {
        var world = new World();
        var id = await world.StageAllAsync(File);
        await world.One.Complete.RunAsync(id, CompletionRequest.Plain, World.None);
        await world.One.Cancel.TerminateAsync(id, World.None);
        Assert.Equal(UploadBlob.Of(id).Name, world.Session(id).BlobName);
        StorageOperation[] claiming = [StorageOperation.AddClaim, StorageOperation.FindClaim, StorageOperation.LookForFile];
        Assert.All(claiming, call => Assert.Equal(0, world.Storage.Calls.Of(call)));
    }

    [Fact]
    public async Task Blocks_are_staged_under_the_final_name_at_once()
    {
        var id = await _world.StageAllAsync(File);
        Assert.Equal([_world.Session(id).BlobName], _world.Storage.BlobNames);
        Assert.Matches("^[0-9]{4}/", _world.Session(id).BlobName.Value);
        await CompleteAsync(id);
        Assert.Equal([_world.Session(id).BlobName], _world.Storage.BlobNames);
        Assert.Equal(File.Bytes, await ReadAsync(id));
    }

    [Fact]
    public async Task A_name_that_an_open_upload_has_is_taken_and_nothing_is_left_of_the_start()
    {
        var id = await _world.StageAllAsync(File);
        var refused = await StartAsync();
        Assert.Equal(("file-name-taken", (TimeSpan?)null), (refused.Failure?.Code, refused.Failure?.RetryAfter));
        Assert.Equal([id], _world.Storage.SessionRows.Select(session => session.Id));
        Assert.Equal([id], _world.Storage.ClaimRows.Select(claim => claim.Upload));
    }

    [Fact]
    public async Task A_name_that_a_file_has_is_taken()
    {
        var id = await CompleteAsync(await _world.StageAllAsync(File));
        Assert.Equal("file-name-taken", (await StartAsync()).Failure?.Code);
        Assert.Equal(File.Bytes, await ReadAsync(id));
    }

    [Fact]
    public async Task A_name_that_an_attempt_left_whose_upload_went_on_under_another_is_free_after_its_time()
    {
        // An attempt of the start of this upload had claimed the name that another start now wants.
        Assert.True(BlobName.TryParse("another/name", out var name, out _));
        var blob = new UploadBlob(await CompleteAsync(await _world.StageAllAsync(Other)), name);
        await _world.Storage.Claims.AddAsync(new Claim(ClaimKey.OfShared(blob)!.Value, blob.Upload, _world.Clock.GetUtcNow()), World.None);
        Task<Outcome<UploadStatus>> WantAsync() => _world.One.Start.RunAsync(File.Wanted() with { BlobName = name }, World.None);

        Assert.Equal("file-name-taken", (await WantAsync()).Failure?.Code);
        _world.Clock.Advance(TimeSpan.FromMinutes(16));
        Assert.Equal(name, (await WantAsync()).Value.Session.BlobName);
        Assert.Equal(Other.Bytes, await ReadAsync(blob.Upload));
    }

    [Fact]
    public async Task A_name_that_a_file_of_nobody_has_is_taken_and_not_claimed()
    {
        await PutForeignAsync(_world.Session(await CancelledAsync()).BlobName);
        _world.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal("file-name-taken", (await StartAsync()).Failure?.Code);
        await _world.SweepAllAsync();
        Assert.Empty(_world.Storage.ClaimRows);
        Assert.Single(_world.Storage.BlobNames);
    }

    [Fact]
    public async Task What_an_upload_lost_to_a_file_of_nobody_is_rejected_and_that_file_stays()
    {
        var id = await _world.StageAllAsync(File);
        var foreign = await PutForeignAsync(_world.Session(id).BlobName);

        // Whoever writes a blob removes what was staged in it: it is asked for again.
        Assert.Equal("chunks-missing", (await _world.One.Complete.RunAsync(id, CompletionRequest.Plain, World.None)).Failure?.Code);
        foreach (var chunk in File.Chunks(id, 100))
        {
            Assert.Null((await _world.One.Stage.RunAsync(chunk, World.None)).Failure);
        }

        var outcome = await _world.One.Complete.RunAsync(id, CompletionRequest.Plain, World.None);
        Assert.Equal("upload-rejected", outcome.Failure?.Code);
        Assert.Equal("other-content", _world.Session(id).RejectedBecause);
        await _world.SweepAllAsync();
        Assert.NotNull(_world.Storage.CommittedBytes(foreign));
    }

    [Fact]
    public async Task The_name_of_a_cancelled_upload_is_free_once_nothing_of_it_can_be_on_its_way()
    {
        await CancelledAsync();
        var refused = await StartAsync();
        Assert.Equal("file-name-taken", refused.Failure?.Code);
        _world.Clock.Advance(Assert.NotNull(refused.Failure?.RetryAfter) - TimeSpan.FromSeconds(1));
        Assert.Equal("file-name-taken", (await StartAsync()).Failure?.Code);
        _world.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null((await StartAsync()).Failure);
    }

    [Fact]
    public async Task Nothing_that_is_still_done_about_the_old_upload_hurts_the_new_one()
    {
        var old = await CancelledAsync();
        _world.Clock.Advance(TimeSpan.FromMinutes(10));
        var id = (await StartAsync()).Value.Session.Id;
        foreach (var chunk in Other.Chunks(id, 100))
        {
            Assert.Null((await _world.One.Stage.RunAsync(chunk, World.None)).Failure);
        }

        await _world.One.Cancel.RunAsync(old, World.None);
        _world.Clock.Advance(TimeSpan.FromHours(3));
        await _world.One.Sweep.RunAsync(World.None);
        await CompleteAsync(id);
        await _world.SweepAllAsync();
        Assert.Equal(Other.Bytes, await ReadAsync(id));
        Assert.Equal([id], _world.Storage.ClaimRows.Select(claim => claim.Upload));
        Assert.Equal("upload-not-found", (await _world.One.Content.RunAsync(old, World.None)).Failure?.Code);
    }

    [Fact]
    public async Task Where_a_file_was_deleted_by_others_its_name_is_free_and_the_old_upload_reads_and_removes_nothing_of_the_new_one()
    {
        var old = await CompleteAsync(await _world.StageAllAsync(File));
        await _world.Storage.Commits.DiscardAsync(_world.Session(old).Blob, World.None);
        _world.Clock.Advance(TimeSpan.FromMinutes(10));
        var id = (await StartAsync()).Value.Session.Id;
        foreach (var chunk in Other.Chunks(id, 100))
        {
            await _world.One.Stage.RunAsync(chunk, World.None);
        }

        await CompleteAsync(id);
        Assert.Equal("upload-not-found", (await _world.One.Content.RunAsync(old, World.None)).Failure?.Code);
        Assert.Null((await _world.One.Cancel.TerminateAsync(old, World.None)).Failure);
        Assert.Equal(Other.Bytes, await ReadAsync(id));
    }

    [Fact]
    public async Task A_start_that_died_does_not_block_its_name_for_ever()
    {
        _world.Sabotage.FailOperation(StorageOperation.AddSession, FaultTiming.BeforeEffect);
        await Assert.ThrowsAsync<StorageUnavailableException>(StartAsync);
        Assert.Equal("file-name-taken", (await StartAsync()).Failure?.Code);
        _world.Clock.Advance(TimeSpan.FromMinutes(15));
        Assert.Null((await StartAsync()).Failure);
    }

    [Fact]
    public async Task What_a_start_that_died_claimed_is_let_go_by_the_sweep()
    {
        _world.Sabotage.FailOperation(StorageOperation.AddSession, FaultTiming.BeforeEffect);
        await Assert.ThrowsAsync<StorageUnavailableException>(StartAsync);
        Assert.Single(_world.Storage.ClaimRows);
        await _world.SweepAllAsync();
        Assert.Empty(_world.Storage.ClaimRows);
        Assert.Empty(_world.Storage.ExpiryRows);
    }

    [Fact]
    public async Task A_start_that_is_refused_after_it_claimed_its_name_gives_it_back()
    {
        var world = new World(Shared with { ClientLimits = new ClientLimitsOptions { MaxOpenSessions = 1 } });
        var opener = SampleClient.Key(1);
        Assert.Null((await world.One.Start.RunAsync(Other.Wanted() with { FileName = "other", Opener = opener }, World.None)).Failure);
        Assert.Equal(
            "too-many-open-uploads", (await world.One.Start.RunAsync(File.Wanted() with { Opener = opener }, World.None)).Failure?.Code);
        Assert.Null((await world.One.Start.RunAsync(File.Wanted(), World.None)).Failure);
    }

    [Fact]
    public async Task Of_two_starts_at_once_in_any_order_of_their_calls_one_gets_the_name()
    {
        await Interleaving.SampleAsync(
            () =>
            {
                var world = new World(Shared);
                var outcomes = new List<Outcome<UploadStatus>>();
                return Task.FromResult(new Scenario(
                    world.Storage.Ports,
                    [
                        storage => StartAsync(world.NewInstance(storage), outcomes),
                        storage => StartAsync(world.NewInstance(storage), outcomes),
                    ],
                    () =>
                    {
                        Assert.Single(outcomes, outcome => outcome.Failure is null);
                        Assert.Single(outcomes, outcome => outcome.Failure?.Code is "file-name-taken");
                        Assert.Single(world.Storage.SessionRows);
                        return Task.CompletedTask;
                    }));
            },
            schedules: 100,
            seed: 1);

        static async Task StartAsync(ServiceInstance instance, List<Outcome<UploadStatus>> outcomes)
        {
            var outcome = await instance.Start.RunAsync(File.Wanted(), World.None);
            lock (outcomes)
            {
                outcomes.Add(outcome);
            }
        }
    }

    [Fact]
    public async Task A_name_that_is_asked_for_is_used_instead_of_the_template()
    {
        Assert.True(BlobName.TryParse("asked/for", out var name, out _));
        var started = await _world.One.Start.RunAsync(File.Wanted() with { BlobName = name }, World.None);
        Assert.Equal(name, started.Value.Session.BlobName);
    }

    [Fact]
    public async Task A_file_name_that_makes_the_name_too_long_is_refused()
    {
        var files = new FilesOptions { NameTemplate = new string('x', 900) + "/{key}/{fileName}" };
        var world = new World(new ServiceOptions { Files = files });
        var refused = await world.One.Start.RunAsync(File.Wanted() with { FileName = new string('y', 200) }, World.None);
        Assert.Equal("file-name-invalid", refused.Failure?.Code);
        Assert.Empty(world.Storage.ExpiryRows);
    }

    private Task<Outcome<UploadStatus>> StartAsync() => _world.One.Start.RunAsync(File.Wanted(), World.None);

    private async Task<UploadId> CancelledAsync()
    {
        var id = await _world.StageAllAsync(File);
        Assert.Null((await _world.One.Cancel.RunAsync(id, World.None)).Failure);
        return id;
    }

    private async Task<UploadId> CompleteAsync(UploadId id)
    {
        Assert.Null((await _world.One.Complete.RunAsync(id, CompletionRequest.Plain, World.None)).Failure);
        return id;
    }

    private async Task<byte[]> ReadAsync(UploadId id)
    {
        await using var stream = (await _world.One.Content.RunAsync(id, World.None)).Value.Content.Stream;
        return await stream.ReadAllAsync();
    }

    /// <summary>Somebody puts a file into the container by other means.</summary>
    private async Task<UploadId> PutForeignAsync(BlobName name)
    {
        var foreign = UploadId.FromBytes([.. Enumerable.Repeat((byte)0xEE, 16)]);
        var session = SampleSession.Committing(foreign, []) with { BlobName = name };
        Assert.Equal(CommitOutcome.Committed, await _world.Storage.Commits.CommitAsync(session, [], World.None));
        return foreign;
    }
}
