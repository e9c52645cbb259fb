using Moq;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Network;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Testing.Interleavings;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Core.Tests.Network;

/// <summary>What is remembered serves advice alone: nothing that goes wrong with it may show elsewhere.</summary>
public class ClientMemoryTests
{
    private static readonly TestFile File = TestFile.OfLength(400);

    private static readonly ClientKey Client = SampleClient.Key(1);

    private readonly World _world = new();

    [Fact]
    public async Task A_client_costs_a_start_one_call_and_an_end_two_or_three_when_it_is_new()
    {
        await _world.One.Complete.RunAsync(await _world.StageAllAsync(File, client: Client), CompletionRequest.Plain, World.None);
        Assert.Equal((2, 1, 1), Calls());

        _world.Storage.Calls.Reset();
        await _world.One.Cancel.RunAsync(await _world.StageAllAsync(File, client: Client), World.None);
        Assert.Equal((2, 0, 1), Calls());

        (int, int, int) Calls() =>
            (
                _world.Storage.Calls.Of(StorageOperation.FindProfile),
                _world.Storage.Calls.Of(StorageOperation.FileProfileExpiry),
                _world.Storage.Calls.Of(StorageOperation.WriteProfile));
    }

    [Theory]
    [InlineData(FaultTiming.BeforeEffect)]
    [InlineData(FaultTiming.AfterEffect)]
    public async Task Whichever_of_its_calls_fails_uploads_start_and_end_and_what_is_left_is_swept(FaultTiming timing)
    {
        foreach (var operation in (StorageOperation[])[StorageOperation.FindProfile, StorageOperation.FileProfileExpiry,
            StorageOperation.WriteProfile])
        {
            for (var times = 1; times < 4; times++)
            {
                var world = new World();
                world.Sabotage.FailOperation(operation, timing, times);
                var completed = await world.StageAllAsync(File, client: Client);
                Assert.Null((await world.One.Complete.RunAsync(completed, CompletionRequest.Plain, World.None)).Failure);
                var cancelled = await world.StageAllAsync(File, client: Client);
                Assert.Null((await world.One.Cancel.RunAsync(cancelled, World.None)).Failure);

                world.Sabotage.Heal();
                world.Clock.Advance(TimeSpan.FromDays(35));
                await world.SweepAllAsync();
                Assert.Empty(world.Storage.ProfileRows);
                Assert.Empty(world.Storage.ProfileExpiryRows);
            }
        }
    }

    [Fact]
    public async Task Storage_that_does_not_answer_delays_a_start_by_two_seconds_at_most()
    {
        var silent = new Mock<INetworkProfileStore>();
        silent.Setup(
            store => store.FindAsync(Client, It.IsAny<CancellationToken>())).Returns(async (ClientKey _, CancellationToken token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _world.Clock, token);
            return null;
        });
        var instance = _world.NewInstance(_world.Storage.Ports with { Profiles = silent.Object });
        var starting = instance.Start.RunAsync(File.Wanted() with { Client = Client }, World.None);

        _world.Clock.Advance(ClientMemory.WaitTimeout - TimeSpan.FromMilliseconds(1));
        Assert.False(starting.IsCompleted);
        _world.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null((await starting).Failure);
    }

    [Fact]
    public async Task A_profile_that_cannot_be_read_at_all_makes_a_client_a_stranger_and_is_left_as_it_is()
    {
        var newer = new Mock<INetworkProfileStore>(MockBehavior.Strict);
        newer.Setup(
            store => store.FindAsync(Client, It.IsAny<CancellationToken>())).ThrowsAsync(new InvalidDataException("schema version 99"));
        var instance = _world.NewInstance(_world.Storage.Ports with { Profiles = newer.Object });

        Assert.Equal(NetworkCounters.Zero, await instance.Clients.RecallAsync(Client, World.None));
        Assert.False(await instance.Clients.RememberAsync(Client, SampleCounters.Full, ended: true, World.None));
    }

    [Fact]
    public async Task Of_uploads_that_end_at_once_none_is_forgotten()
    {
        var schedules = await Interleaving.ExploreAsync(() =>
        {
            var world = new World();
            var learned = SampleCounters.Full with
            {
                Bytes = 1,
                Evidence = SampleCounters.Full.Evidence with { At = world.Clock.GetUtcNow() },
            };
            Func<StoragePorts, Task> act = async storage =>
                Assert.True(await world.NewInstance(storage).Clients.RememberAsync(Client, learned, ended: true, World.None));
            return Task.FromResult(new Scenario(world.Storage.Ports, [act, act], () =>
            {
                var profile = Assert.Single(world.Storage.ProfileRows);
                Assert.Equal((2, 2, 2), (profile.Sessions, profile.Total.Chunks, profile.Total.Bytes));
                Assert.Single(world.Storage.ProfileExpiryRows);
                return Task.CompletedTask;
            }));
        });
        Assert.InRange(schedules, 10, 10_000);
    }

    [Fact]
    public async Task A_write_that_always_loses_the_race_is_given_up()
    {
        var store = new Mock<INetworkProfileStore>();
        store.Setup(profiles => profiles.FindAsync(Client, It.IsAny<CancellationToken>())).ReturnsAsync(
            NetworkProfile.New(Client) with { Version = "1" });
        var instance = _world.NewInstance(_world.Storage.Ports with { Profiles = store.Object });

        Assert.False(await instance.Clients.RememberAsync(Client, SampleCounters.Full, ended: true, World.None));
        store.Verify(
            profiles => profiles.WriteAsync(It.IsAny<NetworkProfile>(), It.IsAny<CancellationToken>()),
            Times.Exactly(ClientMemory.MaxTries));
    }
}
