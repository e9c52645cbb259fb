using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Core.Tests.Resilience;

/// <summary>An upload whose name is claimed, from start to sweep and in the list, through the resilient stores.</summary>
public class ResilientNamesTests
{
    public static TheoryData<StorageOperation, FaultTiming> EveryCall => EveryFault.Of(
    [
        StorageOperation.AddClaim, StorageOperation.FindClaim, StorageOperation.ReplaceClaim, StorageOperation.RemoveClaim,
        StorageOperation.LookForFile, StorageOperation.NoteListed, StorageOperation.ReadList, StorageOperation.RemoveListed,
    ]);

    [Theory]
    [MemberData(nameof(EveryCall))]
    public async Task A_call_that_fails_twice_is_tried_again_and_nobody_notices(StorageOperation operation, FaultTiming timing)
    {
        var world = new World(new ServiceOptions
        {
            Files = new FilesOptions { NameTemplate = "{fileName}", OnConflict = FilesOptions.Fail },
        });
        var service = world.NewInstance(retries: true);
        world.Sabotage.FailOperation(operation, timing, times: 2);

        var id = (await world.FinishAsync(
            () => service.Start.RunAsync(TestFile.OfLength(300).Wanted(), World.None))).Value.Session.Id;
        var listed = await world.FinishAsync(() => service.List.RunAsync(new ListQuery(null, 10), World.None));
        Assert.Equal(id, Assert.Single(listed.Value.Uploads).Upload.Id);
        Assert.Null((await world.FinishAsync(() => service.Cancel.RunAsync(id, World.None))).Failure);
        for (var i = 0; i < 3; i++)
        {
            world.Clock.Advance(TimeSpan.FromHours(30));
            Assert.Equal(0, (await world.FinishAsync(() => service.Sweep.RunAsync(World.None))).Failed);
        }

        Assert.Equal(2, world.Sabotage.FaultsStruck);
        Assert.Empty(world.Storage.SessionRows);
        Assert.Empty(world.Storage.ClaimRows);
    }
}
