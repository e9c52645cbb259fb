using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Quotas;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Testing.Interleavings;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Core.Tests.Uploads;

/// <summary>
/// Two attempts of one start under one key run at once where the first takes longer than a start is expected to: neither may free what
/// the other's upload holds.
/// </summary>
public sealed class AttemptsAtOnceTests
{
    private static readonly TestFile File = TestFile.OfLength(400);
    private static readonly ClientKey Opener = SampleClient.Key(1);
    private static readonly StartKey Key = File.KeyOf("alice");

    private readonly StubHook _hook = new();
    private readonly TaskCompletionSource[] _gates = [new(), new()];
    private readonly World _world;

    public AttemptsAtOnceTests()
    {
        _world = NewWorld(_hook);
        _hook.Waits = n => n <= _gates.Length ? _gates[n - 1].Task : Task.CompletedTask;
    }

    [Fact]
    public async Task An_attempt_that_is_refused_its_place_leaves_the_place_the_name_and_the_key_to_the_one_that_got_through()
    {
        var (first, second) = await TwoUnderWayAsync();
        _gates[0].SetResult();
        var id = (await first).Value.Session.Id;

        // Another upload of the same client is on its way, and there is no room for both.
        await _world.Storage.OpenUploads.AddAsync(
            Opener, new OpenUpload(UploadId.FromBytes(new byte[16]), _world.Clock.GetUtcNow()), World.None);
        _gates[1].SetResult();
        Assert.Equal("too-many-open-uploads", (await second).Failure?.Code);

        Assert.Contains(_world.Storage.OpenUploadRows, note => note.Upload.Id == id);
        Assert.Equal("file-name-taken", (await _world.One.Start.RunAsync(File.Wanted(), World.None)).Failure?.Code);
        Assert.Equal(id, (await StartAsync(_world)).Value.Session.Id);
    }

    [Fact]
    public async Task An_attempt_that_comes_after_the_upload_was_completed_leaves_the_claim_of_its_name()
    {
        var (first, second) = await TwoUnderWayAsync();
        _gates[0].SetResult();
        var id = (await first).Value.Session.Id;
        foreach (var chunk in File.Chunks(id, 100))
        {
            Assert.Null((await _world.One.Stage.RunAsync(chunk, World.None)).Failure);
        }

        Assert.Null((await _world.One.Complete.RunAsync(id, CompletionRequest.Plain, World.None)).Failure);
        _gates[1].SetResult();
        Assert.Equal("start-under-way", (await second).Failure?.Code);
        Assert.Equal(id, (await StartAsync(_world)).Value.Session.Id);

        Assert.Null((await _world.One.Cancel.TerminateAsync(id, World.None)).Failure);
        Assert.Empty(_world.Storage.BlobNames);
        await _world.SweepAllAsync();
        Assert.Equal(0, _world.ThingsStored);
    }

    [Fact]
    public async Task An_attempt_that_the_application_refuses_leaves_the_key_to_the_one_that_it_let_through()
    {
        var (first, second) = await TwoUnderWayAsync();
        _hook.Says = new StartVerdict.Refused(403, null, null);
        _gates[1].SetResult();
        Assert.Equal("start-refused", (await second).Failure?.Code);

        _hook.Says = new StartVerdict.Allowed();
        _gates[0].SetResult();
        var id = (await first).Value.Session.Id;
        Assert.Equal(id, (await StartAsync(_world)).Value.Session.Id);
        Assert.Single(_world.Storage.SessionRows);
    }

    [Fact]
    public async Task The_first_attempt_leaves_the_key_once_another_went_on_with_it()
    {
        var (first, second) = await TwoUnderWayAsync();
        _hook.Says = new StartVerdict.Refused(403, null, null);
        _gates[0].SetResult();
        Assert.Equal("start-refused", (await first).Failure?.Code);

        _hook.Says = new StartVerdict.Allowed();
        _gates[1].SetResult();
        var id = (await second).Value.Session.Id;
        Assert.Equal(id, (await StartAsync(_world)).Value.Session.Id);
    }

    [Fact]
    public async Task What_attempts_that_were_refused_left_goes_with_the_sweep()
    {
        var (first, second) = await TwoUnderWayAsync();
        _hook.Says = new StartVerdict.Refused(403, null, null);
        _gates[0].SetResult();
        _gates[1].SetResult();
        Assert.Equal(("start-refused", "start-refused"), ((await first).Failure?.Code, (await second).Failure?.Code));
        await _world.SweepAllAsync();
        Assert.Equal(0, _world.ThingsStored);
    }

    [Fact]
    public async Task A_failure_after_the_upload_was_started_leaves_the_key_with_it()
    {
        _hook.IsOn = false;
        var failed = await _world.One.Begin.RunAsync<UploadStatus>(
            Wanted(),
            Key,
            async asked => (await _world.One.Start.RunAsync(asked, World.None)).Failure ?? FailureCatalogue.UploadBusy(),
            upload => _world.One.Status.RunAsync(upload, World.None),
            World.None);
        Assert.NotNull(failed.Failure);
        var id = Assert.Single(_world.Storage.SessionRows).Id;
        Assert.Equal(id, (await StartAsync(_world)).Value.Session.Id);
    }

    [Fact]
    public async Task However_the_calls_of_two_attempts_and_of_a_third_start_come_an_open_upload_keeps_what_it_holds() =>
        await Interleaving.SampleAsync(
            () =>
            {
                var world = NewWorld(new StubHook { IsOn = false });
                return Task.FromResult(new Scenario(
                    world.Storage.Ports,
                    [
                        storage => StartAsync(world, world.NewInstance(storage)),
                        async storage =>
                        {
                            // Some time into the first attempt another begins, which takes it for dead.
                            await storage.Claims.FindAsync(Key.Claim, World.None);
                            world.Clock.Advance(BeginUpload.StartTakes);
                            await StartAsync(world, world.NewInstance(storage));
                        },
                        storage => world.NewInstance(storage).Start.RunAsync(
                            File.Wanted() with { FileName = "other", Opener = Opener }, World.None),
                    ],
                    async () =>
                    {
                        foreach (var session in world.Storage.SessionRows)
                        {
                            Assert.Contains(world.Storage.OpenUploadRows, note => note.Upload.Id == session.Id);
                            Assert.Contains(
                                world.Storage.ClaimRows,
                                claim => claim.Key == ClaimKey.OfName(session.BlobName) && claim.Upload == session.Id);
                            if (session.StartClaim is { } key)
                            {
                                Assert.Contains(world.Storage.ClaimRows, claim => claim.Key == key && claim.Upload == session.Id);
                            }

                            Assert.Null((await world.One.Cancel.RunAsync(session.Id, World.None)).Failure);
                        }

                        await world.SweepAllAsync();
                        Assert.Equal(0, world.ThingsStored);
                        Assert.Empty(world.Storage.OpenUploadRows);
                    }));
            },
            schedules: 1000,
            seed: 5);

    private static World NewWorld(IStartHook hook) => new(new ServiceOptions
    {
        Hook = hook,
        Files = new FilesOptions { NameTemplate = "{fileName}", OnConflict = FilesOptions.Fail },
        ClientLimits = new ClientLimitsOptions { MaxOpenSessions = 1 },
    });

    private static NewUpload Wanted() => File.Wanted() with { Opener = Opener };

    private static Task<Outcome<UploadStatus>> StartAsync(World world, ServiceInstance? instance = null) =>
        (instance ?? world.One).StartOnceAsync(Wanted(), Key);

    /// <summary>Two attempts, both of which wait for the application's answer.</summary>
    private async Task<(Task<Outcome<UploadStatus>> First, Task<Outcome<UploadStatus>> Second)> TwoUnderWayAsync()
    {
        var first = StartAsync(_world);
        _world.Clock.Advance(BeginUpload.StartTakes);
        var second = StartAsync(_world, _world.NewInstance());
        await Task.Yield();
        Assert.Equal(2, _hook.Asked.Count);
        return (first, second);
    }
}
