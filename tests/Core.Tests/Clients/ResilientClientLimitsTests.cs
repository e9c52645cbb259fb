using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Core.Tests.Clients;

/// <summary>What clients may have, through the resilient stores, each of whose calls fails now and then.</summary>
public sealed class ResilientClientLimitsTests
{
    public static TheoryData<StorageOperation, FaultTiming> EveryCall => EveryFault.Of(EveryFault.Named("Allowance", "OpenUpload"));

    [Theory]
    [MemberData(nameof(EveryCall))]
    public async Task A_call_that_fails_twice_is_tried_again_and_nobody_is_let_in_for_it_who_may_not(
        StorageOperation operation, FaultTiming timing)
    {
        var options = new ServiceOptions { ClientLimits = new() { MaxOpenSessions = 1, MaxBytesPerDay = 1_000_000 } };
        var world = new World(options);
        var service = world.NewInstance(retries: true);
        world.Sabotage.FailOperation(operation, timing, times: 2);

        var file = TestFile.OfLength(0);
        var wanted = file.Wanted() with { Opener = SampleClient.Key(1) };
        var id = (await world.FinishAsync(() => service.Start.RunAsync(wanted, World.None))).Value.Session.Id;
        Assert.Equal("too-many-open-uploads", (await world.FinishAsync(() => service.Start.RunAsync(wanted, World.None))).Failure?.Code);
        Assert.Null((await world.FinishAsync(() => service.Cancel.RunAsync(id, World.None))).Failure);
        Assert.Null((await world.FinishAsync(() => service.Start.RunAsync(wanted, World.None))).Failure);

        long had = 0;
        while (await world.FinishAsync(
            () => service.Allowances.TakeAsync(SampleClient.Key(1), AllowanceKind.Bytes, 10_000, World.None)) is null)
        {
            had += 10_000;
        }

        Assert.InRange(had, 500_000, 1_000_000);
        world.Clock.Advance(TimeSpan.FromDays(3));
        await world.FinishAsync(() => service.Sweep.RunAsync(World.None));
        Assert.Empty(world.Storage.AllowanceRows);
        Assert.Equal(2, world.Sabotage.FaultsStruck);
    }
}
