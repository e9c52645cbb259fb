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

/// <summary>A start that died is resumed under its key, at the moment at which others take it for dead.</summary>
public sealed class ResumedStartTests
{
    private static readonly TestFile File = TestFile.OfLength(400);

    private static readonly ServiceOptions Shared = new()
    {
        Files = new FilesOptions { NameTemplate = "{fileName}", OnConflict = FilesOptions.Fail },
    };

    private static readonly StartKey Key = File.KeyOf("alice");

    [Fact]
    public async Task However_a_resumed_start_and_another_under_its_name_come_one_upload_has_the_name() => await Interleaving.SampleAsync(
        async () =>
        {
            var world = await DiedAsync(OpenSessions.StartTakes);
            return new Scenario(
                world.Storage.Ports,
                [
                    storage => StartAsync(world.NewInstance(storage)),
                    storage => world.NewInstance(storage).Start.RunAsync(File.Wanted(), World.None),
                ],
                async () =>
                {
                    var id = Assert.Single(world.Storage.SessionRows).Id;
                    Assert.Equal(id, world.Storage.ClaimRows.Single(claim => claim.Key != Key.Claim).Upload);
                    await AssertNothingIsLeftAsync(world, id);
                });
        },
        schedules: 300,
        seed: 6);

    [Fact]
    public async Task However_a_resumed_start_and_the_sweep_of_the_one_that_died_come_it_keeps_what_it_holds() =>
        await Interleaving.SampleAsync(
            async () =>
            {
                var world = await DiedAsync(TimeSpan.FromHours(26));
                return new Scenario(
                    world.Storage.Ports,
                    [
                        storage => StartAsync(world.NewInstance(storage)),
                        storage => world.NewInstance(storage).Sweep.RunAsync(World.None),
                    ],
                    async () =>
                    {
                        // It may have been told to ask again.
                        var id = (await StartAsync(world.One)).Value.Session.Id;
                        Assert.Equal([id], world.Storage.SessionRows.Select(session => session.Id));
                        Assert.Equal([id, id], world.Storage.ClaimRows.Select(claim => claim.Upload));
                        Assert.Contains(world.Storage.ListRows, row => row.Upload.Place == ListPlace.Of(world.Session(id)));
                        await AssertNothingIsLeftAsync(world, id);
                    });
            },
            schedules: 300,
            seed: 7);

    [Fact]
    public async Task However_a_resumed_start_and_who_lists_come_it_is_listed_once() => await Interleaving.SampleAsync(
        async () =>
        {
            var world = await DiedAsync(OpenSessions.StartTakes);
            return new Scenario(
                world.Storage.Ports,
                [
                    storage => StartAsync(world.NewInstance(storage)),
                    storage => world.NewInstance(storage).List.RunAsync(new ListQuery(null, 10), World.None),
                ],
                async () =>
                {
                    var id = Assert.Single(world.Storage.SessionRows).Id;
                    Assert.Equal(id, Assert.Single(world.Storage.ListRows).Upload.Id);
                    await AssertNothingIsLeftAsync(world, id);
                });
        },
        schedules: 300,
        seed: 8);

    [Fact]
    public async Task A_start_that_is_resumed_long_after_is_listed_once()
    {
        var world = await DiedAsync(TimeSpan.FromHours(2));
        var id = (await StartAsync(world.One)).Value.Session.Id;
        for (var i = 0; i < 2; i++)
        {
            var page = (await world.One.List.RunAsync(new ListQuery(null, 10), World.None)).Value;
            Assert.Equal(id, Assert.Single(page.Uploads).Upload.Id);
        }

        Assert.Single(world.Storage.ListRows);
    }

    [Fact]
    public async Task A_client_that_goes_away_while_the_application_is_asked_leaves_its_key_free()
    {
        var hook = new StubHook { Fails = new OperationCanceledException() };
        var world = new World(new ServiceOptions { Hook = hook });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => StartAsync(world.One));
        Assert.Empty(world.Storage.ClaimRows);
        hook.Fails = null;
        Assert.Null((await StartAsync(world.One)).Failure);
    }

    [Fact]
    public async Task The_key_of_a_start_that_dies_while_the_application_is_asked_goes_with_the_sweep()
    {
        var hook = new StubHook { Fails = new StorageUnavailableException("The instance dies.") };
        var world = new World(new ServiceOptions { Hook = hook });
        hook.Waits = _ =>
        {
            world.Sabotage.FailFrom(1);
            return Task.CompletedTask;
        };
        await Assert.ThrowsAsync<StorageUnavailableException>(() => StartAsync(world.One));
        Assert.Single(world.Storage.ClaimRows);
        world.Sabotage.Heal();
        await world.SweepAllAsync();
        Assert.Equal(0, world.ThingsStored);
    }

    [Fact]
    public async Task A_start_that_storage_fails_before_anything_leads_to_its_key_leaves_it_free()
    {
        var world = new World();
        world.Sabotage.FailOperation(StorageOperation.FileExpiry, FaultTiming.BeforeEffect);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => StartAsync(world.One));
        Assert.Equal(0, world.ThingsStored);
    }

    /// <summary>A start dies right before its session is written, and some time goes by.</summary>
    private static async Task<World> DiedAsync(TimeSpan ago)
    {
        var world = new World(Shared);
        world.Sabotage.FailOperation(StorageOperation.AddSession, FaultTiming.BeforeEffect);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => StartAsync(world.One));
        world.Clock.Advance(ago);
        return world;
    }

    private static async Task AssertNothingIsLeftAsync(World world, UploadId id)
    {
        Assert.Null((await world.One.Cancel.RunAsync(id, World.None)).Failure);
        await world.SweepAllAsync();
        await world.One.List.RunAsync(new ListQuery(null, 10), World.None);
        Assert.Equal(0, world.ThingsStored);
    }

    private static Task<Outcome<UploadStatus>> StartAsync(ServiceInstance instance) =>
        instance.StartOnceAsync(File.Wanted(), Key);
}
