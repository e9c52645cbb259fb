using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Streams;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Tests.Streams;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Testing.Interleavings;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Core.Tests.Uploads;

/// <summary>A start under a key is made once, whatever is lost and whoever dies.</summary>
public sealed class BeginUploadTests
{
    private static readonly TestFile File = TestFile.OfLength(400);
    private static readonly Dialect Native = new("native");

    private readonly World _world = new();

    [Fact]
    public async Task Without_a_key_every_start_is_an_upload_of_its_own_and_nothing_is_claimed()
    {
        await StartAsync(_world.One, default(StartKey));
        await StartAsync(_world.One, default(StartKey));
        Assert.Equal(2, _world.Storage.SessionRows.Count);
        Assert.Equal(0, _world.Storage.Calls.Of(StorageOperation.AddClaim));
    }

    [Fact]
    public async Task The_same_request_again_is_answered_with_the_same_upload_by_any_instance()
    {
        var first = (await StartAsync(_world.One)).Value.Session.Id;
        foreach (var chunk in File.Chunks(first, 100).Take(2))
        {
            await _world.One.Stage.RunAsync(chunk, World.None);
        }

        var again = (await StartAsync(_world.NewInstance())).Value;
        Assert.Equal((first, 200L), (again.Session.Id, again.BytesReceived));
        Assert.Single(_world.Storage.SessionRows);
        Assert.Single(_world.Storage.ExpiryRows);
    }

    [Fact]
    public async Task Another_request_under_the_key_is_refused_and_another_caller_has_keys_of_its_own()
    {
        await StartAsync(_world.One);
        var other = await StartAsync(_world.One, File.Wanted() with { FileName = "other" });
        Assert.Equal("idempotency-key-reused", other.Failure?.Code);
        Assert.Single(_world.Storage.SessionRows);

        Assert.Null((await StartAsync(_world.One, caller: "bob")).Failure);
        Assert.Equal(2, _world.Storage.SessionRows.Count);
    }

    [Fact]
    public async Task While_the_first_is_under_way_the_second_waits()
    {
        var mine = await _world.Storage.Claims.AddAsync(
            new Claim(KeyOf().Claim, UploadId.FromBytes([.. Enumerable.Repeat((byte)0xEE, 16)]), _world.Clock.GetUtcNow())
            { Fingerprint = KeyOf().Fingerprint },
            World.None);
        var second = await StartAsync(_world.One);
        Assert.Equal("start-under-way", second.Failure?.Code);
        Assert.NotNull(second.Failure?.RetryAfter);

        _world.Clock.Advance(BeginUpload.StartTakes);
        Assert.Equal(mine.Upload, (await StartAsync(_world.One)).Value.Session.Id);
    }

    [Fact]
    public async Task A_start_that_is_refused_leaves_its_key_free()
    {
        var refused = await StartAsync(_world.One, File.Wanted() with { FileName = "a/b" });
        Assert.Equal("file-name-invalid", refused.Failure?.Code);
        Assert.Empty(_world.Storage.ClaimRows);
        Assert.Null((await StartAsync(_world.One)).Failure);
    }

    [Fact]
    public async Task A_start_whose_first_bytes_are_refused_leaves_its_key_free()
    {
        var begun = KeyOf();
        Assert.Equal("stream-digest-mismatch", (await SendAsync(new StubDigest([1]))).Failure?.Code);
        var id = (await SendAsync(new StubDigest(File.Bytes))).Value.Session.Id;
        Assert.Equal(
            [UploadState.Completed, UploadState.Cancelled], _world.Storage.SessionRows.Select(session => session.State).Order());
        Assert.Equal(id, (await SendAsync(null)).Value.Session.Id);
        await _world.SweepAllAsync();
        Assert.Equal([id], _world.Storage.SessionRows.Select(session => session.Id));

        Task<Outcome<StreamPosition>> SendAsync(StubDigest? digest) => _world.One.Begin.RunAsync(
            File.Wanted(),
            begun,
            asked => _world.One.StartStream.RunAsync(asked, File.Rest(default, 0, digest: digest), World.None),
            upload => _world.One.StartStream.StandingAsync(upload, null, World.None),
            World.None);
    }

    [Fact]
    public async Task The_key_holds_for_the_uploads_lifetime_after_its_end_and_goes_with_the_sweep()
    {
        var id = (await StartAsync(_world.One)).Value.Session.Id;
        foreach (var chunk in File.Chunks(id, 100))
        {
            await _world.One.Stage.RunAsync(chunk, World.None);
        }

        _world.Clock.Advance(TimeSpan.FromHours(23));
        await _world.One.Complete.RunAsync(id, CompletionRequest.Plain, World.None);
        _world.Clock.Advance(TimeSpan.FromHours(23));
        await _world.One.Sweep.RunAsync(World.None);
        Assert.Equal(id, (await StartAsync(_world.One)).Value.Session.Id);

        await _world.SweepAllAsync();
        Assert.Empty(_world.Storage.ClaimRows);
        Assert.Empty(_world.Storage.ExpiryRows);
        Assert.NotEqual(id, (await StartAsync(_world.One)).Value.Session.Id);
    }

    [Fact]
    public async Task The_key_of_a_cancelled_upload_goes_with_its_record()
    {
        var id = (await StartAsync(_world.One)).Value.Session.Id;
        await _world.One.Cancel.RunAsync(id, World.None);
        Assert.Equal(UploadState.Cancelled, (await StartAsync(_world.One)).Value.Session.State);
        await _world.SweepAllAsync();
        Assert.Equal(0, _world.ThingsStored);
    }

    [Theory]
    [InlineData(FaultTiming.BeforeEffect, false)]
    [InlineData(FaultTiming.AfterEffect, false)]
    [InlineData(FaultTiming.BeforeEffect, true)]
    public async Task Whichever_storage_call_fails_one_upload_comes_of_it(FaultTiming timing, bool isCutOff)
    {
        var struck = 0;
        for (var n = 1; await StrikeAsync(n, timing, isCutOff); n++)
        {
            struck++;
        }

        Assert.InRange(struck, 3, 10);
    }

    [Fact]
    public async Task However_the_calls_of_two_starts_at_once_come_one_upload_comes_of_them() => await Interleaving.SampleAsync(
        () =>
        {
            var world = new World();
            return Task.FromResult(new Scenario(
                world.Storage.Ports,
                [storage => StartAsync(world.NewInstance(storage)), storage => StartAsync(world.NewInstance(storage))],
                async () =>
                {
                    Assert.Single(world.Storage.SessionRows);
                    var id = world.Storage.SessionRows[0].Id;
                    Assert.Equal(id, (await StartAsync(world.One)).Value.Session.Id);
                }));
        },
        schedules: 100,
        seed: 2);

    [Fact]
    public async Task However_a_start_that_died_is_resumed_by_two_at_once_one_upload_comes_of_it() => await Interleaving.SampleAsync(
        async () =>
        {
            var world = new World();
            world.Sabotage.FailOperation(StorageOperation.AddSession, FaultTiming.BeforeEffect);
            await Assert.ThrowsAsync<StorageUnavailableException>(() => StartAsync(world.One));
            world.Clock.Advance(BeginUpload.StartTakes);
            return new Scenario(
                world.Storage.Ports,
                [storage => StartAsync(world.NewInstance(storage)), storage => StartAsync(world.NewInstance(storage))],
                async () =>
                {
                    Assert.Single(world.Storage.SessionRows);
                    await world.One.Cancel.RunAsync(world.Storage.SessionRows[0].Id, World.None);
                    await world.SweepAllAsync();
                    // The list's row of a start that died goes when somebody lists.
                    await world.One.List.RunAsync(new ListQuery(null, 10), World.None);
                    Assert.Equal(0, world.ThingsStored);
                });
        },
        schedules: 100,
        seed: 3);

    private static StartKey KeyOf(NewUpload? wanted = null, string caller = "alice") =>
        new(ClaimKey.OfStart(caller, "0123456789abcdef"), StartFingerprint.Of(wanted ?? File.Wanted(), Native));

    private static Task<Outcome<UploadStatus>> StartAsync(ServiceInstance instance, NewUpload? wanted = null, string caller = "alice") =>
        StartAsync(instance, KeyOf(wanted, caller), wanted);

    private static Task<Outcome<UploadStatus>> StartAsync(ServiceInstance instance, StartKey? key, NewUpload? wanted = null) =>
        instance.StartOnceAsync(wanted ?? File.Wanted(), key);

    private static async Task<bool> StrikeAsync(int n, FaultTiming timing, bool isCutOff)
    {
        var world = new World();
        var instance = world.NewInstance();
        if (isCutOff)
        {
            world.Sabotage.FailFrom(n);
        }
        else
        {
            world.Sabotage.FailCall(n, timing);
        }

        Outcome<UploadStatus>? first = null;
        try
        {
            first = await StartAsync(instance);
        }
        catch (StorageUnavailableException)
        {
            // The client hears 503, and asks again.
        }

        var struck = world.Sabotage.FaultsStruck > 0;
        world.Sabotage.Heal();
        var next = isCutOff ? world.NewInstance() : instance;
        var again = await StartAsync(next);
        if (again.Failure?.Code is "start-under-way")
        {
            world.Clock.Advance(BeginUpload.StartTakes);
            again = await StartAsync(next);
        }

        Assert.Null(again.Failure);
        Assert.Equal([again.Value.Session.Id], world.Storage.SessionRows.Select(session => session.Id));
        Assert.True(first is null || first.Value.Session.Id == again.Value.Session.Id);
        await world.One.Cancel.RunAsync(again.Value.Session.Id, World.None);
        await world.SweepAllAsync();
        // The list's row of a start that died goes when somebody lists.
        await world.One.List.RunAsync(new ListQuery(null, 10), World.None);
        Assert.Equal(0, world.ThingsStored);
        return struck;
    }
}
