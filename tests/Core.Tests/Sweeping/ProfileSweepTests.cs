using SmartTransfer.Core.Links;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sweeping;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Core.Tests.Sweeping;

/// <summary>How clients that do not come back are forgotten.</summary>
public class ProfileSweepTests
{
    /// <summary>After this a client is forgotten, and its day is over.</summary>
    private static readonly TimeSpan Forgotten = TimeSpan.FromDays(31);

    private static readonly NetworkCounters Learned = NetworkCounters.Zero with
    {
        Chunks = 1,
        Evidence = new LinkEvidence { At = DateTimeOffset.UnixEpoch, Since = DateTimeOffset.UnixEpoch, Stored = 1 },
    };

    private readonly World _world = new();

    [Fact]
    public async Task A_client_that_does_not_come_back_is_forgotten_after_its_time_and_leaves_nothing()
    {
        await RememberAsync(1);
        _world.Clock.Advance(TimeSpan.FromDays(30) - TimeSpan.FromSeconds(1));
        Assert.Equal(0, (await SweepAsync()).Removed);
        Assert.Single(_world.Storage.ProfileRows);

        _world.Clock.Advance(TimeSpan.FromDays(1) + TimeSpan.FromSeconds(1));
        Assert.Equal(new ProfileSweepReport(1, 0, 1, 0, More: false), await SweepAsync());
        Assert.Equal(0, _world.ThingsStored);
    }

    [Fact]
    public async Task A_client_that_came_back_is_filed_anew_and_stays_known()
    {
        await RememberAsync(1);
        _world.Clock.Advance(TimeSpan.FromDays(20));
        await RememberAsync(1);
        Assert.Single(_world.Storage.ProfileExpiryRows);
        _world.Clock.Advance(TimeSpan.FromDays(11));

        Assert.Equal(new ProfileSweepReport(1, 1, 0, 0, More: false), await SweepAsync());
        Assert.Equal(2, Assert.Single(_world.Storage.ProfileRows).Sessions);
        Assert.Equal(
            ProfileExpiry.DayOf(_world.Clock.GetUtcNow() + TimeSpan.FromDays(19)), Assert.Single(_world.Storage.ProfileExpiryRows).Day);

        _world.Clock.Advance(TimeSpan.FromDays(20));
        Assert.Equal(1, (await SweepAsync()).Removed);
        Assert.Equal(0, _world.ThingsStored);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10_000)]
    public async Task The_cost_follows_what_expires_not_what_is_remembered(int live)
    {
        for (var i = 0; i < 10; i++)
        {
            await RememberAsync(i);
        }

        _world.Clock.Advance(Forgotten);
        for (var i = 0; i < live; i++)
        {
            await RememberAsync(100 + i);
        }

        _world.Storage.Calls.Reset();
        Assert.Equal(10, (await SweepAsync()).Removed);
        Assert.Equal(
            new SortedDictionary<StorageOperation, int>
            {
                [StorageOperation.ReadExpiries] = 1,
                [StorageOperation.ReadProfileExpiries] = 1,
                [StorageOperation.ReadAllowances] = 1,
                [StorageOperation.FindProfile] = 10,
                [StorageOperation.RemoveProfile] = 10,
                [StorageOperation.RemoveProfileExpiry] = 10,
            },
            _world.Storage.Calls.ByOperation);
        Assert.Equal(live, _world.Storage.ProfileRows.Count);
    }

    [Fact]
    public async Task One_run_looks_at_so_many_and_the_next_goes_on()
    {
        var world = new World(new ServiceOptions { Sweep = new SweepOptions { MaxSessionsPerRun = 4 } });
        for (var i = 0; i < 10; i++)
        {
            await world.One.Clients.RememberAsync(SampleClient.Key(i), Learned, ended: true, World.None);
        }

        world.Clock.Advance(Forgotten);
        (int, bool)[] runs = [await RunAsync(), await RunAsync(), await RunAsync()];
        Assert.Equal([(4, true), (4, true), (2, false)], runs);
        Assert.Equal(0, world.ThingsStored);

        async Task<(int, bool)> RunAsync() =>
            (await world.One.Sweep.RunAsync(World.None)).Profiles is var report ? (report.Removed, report.More) : default;
    }

    [Fact]
    public async Task Two_sweeps_at_once_forget_the_same_clients()
    {
        for (var i = 0; i < 20; i++)
        {
            await RememberAsync(i);
        }

        _world.Clock.Advance(Forgotten);
        var reports = await Task.WhenAll(Task.Run(SweepAsync), Task.Run(SweepAsync));

        Assert.All(reports, report => Assert.Equal(0, report.Failed));
        Assert.Equal(0, _world.ThingsStored);
    }

    [Fact]
    public async Task A_client_that_comes_back_while_it_is_being_forgotten_stays_known_or_is_met_as_a_stranger_and_is_swept_in_its_time()
    {
        var schedules = await Testing.Interleavings.Interleaving.ExploreAsync(async () =>
        {
            var world = new World();
            await world.One.Clients.RememberAsync(SampleClient.Key(1), Learned, ended: true, World.None);
            world.Clock.Advance(Forgotten);
            return new Testing.Interleavings.Scenario(
                world.Storage.Ports,
                [
                    async storage =>
                        Assert.True(
                            await world.NewInstance(storage).Clients.RememberAsync(SampleClient.Key(1), Learned, ended: true, World.None)),
                    storage => world.NewInstance(storage).Sweep.RunAsync(World.None),
                ],
                async () =>
                {
                    var profile = Assert.Single(world.Storage.ProfileRows);
                    Assert.Equal(world.Clock.GetUtcNow(), profile.UpdatedAt);
                    Assert.NotEmpty(world.Storage.ProfileExpiryRows);
                    for (var i = 0; i < 3; i++)
                    {
                        world.Clock.Advance(Forgotten);
                        await world.One.Sweep.RunAsync(World.None);
                    }

                    Assert.Equal(0, world.ThingsStored);
                });
        });
        Assert.InRange(schedules, 10, 1_000);
    }

    [Theory]
    [InlineData(StorageOperation.ReadProfileExpiries, 1)]
    [InlineData(StorageOperation.FindProfile, 3)]
    [InlineData(StorageOperation.RemoveProfile, 3)]
    [InlineData(StorageOperation.RemoveProfileExpiry, 3)]
    public async Task Storage_that_fails_for_some_is_made_good_by_later_runs_and_keeps_no_upload_from_being_swept(
        StorageOperation operation, int times)
    {
        await _world.StartAsync(TestFile.OfLength(10));
        for (var i = 0; i < 5; i++)
        {
            await RememberAsync(i);
        }

        _world.Clock.Advance(Forgotten);
        _world.Sabotage.FailOperation(operation, FaultTiming.BeforeEffect, times);
        var report = await _world.One.Sweep.RunAsync(World.None);
        Assert.Equal(1, report.Expired);
        Assert.InRange(report.Profiles.Failed, 1, times);

        _world.Sabotage.Heal();
        await _world.SweepAllAsync();
        Assert.Equal(0, _world.ThingsStored);
    }

    private Task<bool> RememberAsync(int client) =>
        _world.One.Clients.RememberAsync(SampleClient.Key(client), Learned, ended: true, World.None);

    private async Task<ProfileSweepReport> SweepAsync() => (await _world.One.Sweep.RunAsync(World.None)).Profiles;
}
