using SmartTransfer.Core.Concatenation;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Concatenation;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Core.Tests.Anomalies;

/// <summary>
/// Lets the n-th storage call of a concatenation fail, n = 1, 2, 3 ..., until it gets through without meeting a fault. After
/// every single one the whole is not there or right, its parts are untouched, and going on makes it whole.
/// </summary>
public sealed class ConcatenationAnomalyTests : ConcatenationTest
{
    public static TheoryData<string, bool, FaultTiming, bool> All
    {
        get
        {
            var all = new TheoryData<string, bool, FaultTiming, bool>();
            foreach (var act in new[] { "start", "go on", "timer", "hourly sweep" })
            {
                foreach (var storageCopies in new[] { true, false })
                {
                    all.Add(act, storageCopies, FaultTiming.BeforeEffect, false);
                    all.Add(act, storageCopies, FaultTiming.AfterEffect, false);
                    all.Add(act, storageCopies, FaultTiming.BeforeEffect, true);
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Whichever_storage_call_fails_nothing_is_lost_and_going_on_makes_it_whole(
        string act, bool storageCopies, FaultTiming timing, bool cutOff) =>
        await EveryFault.StrikeEachCallAsync(n => StrikeAsync(act, storageCopies, timing, cutOff, n), most: 60);

    private static async Task<bool> StrikeAsync(string act, bool storageCopies, FaultTiming timing, bool cutOff, int n)
    {
        var world = NewWorld(new() { Parallelism = 1 });
        world.Storage.CopiesBlocks = storageCopies;
        var (head, tail) = (await PartialAsync(world, Head), await PartialAsync(world, Tail));
        var id = act == "start" ? default : await StartFinalAsync(world, head, tail);
        var instance = world.NewInstance();
        world.Sabotage.FailCall(n, timing, cutOff);

        try
        {
            id = await ActAsync(act, instance, id, head, tail);
        }
        catch (StorageUnavailableException)
        {
            // The client hears 503, or the timer runs again.
        }

        var struck = world.Sabotage.FaultsStruck > 0;
        world.Sabotage.Heal();
        Assert.Equal(0, instance.Budget.Held);
        foreach (var final in world.Storage.SessionRows.Where(session => session.Role is UploadRole.Final))
        {
            Assert.True(
                world.Storage.CommittedBytes(final.Id) is null || world.Storage.CommittedBytes(final.Id)!.AsSpan().SequenceEqual(Whole));
        }

        AssertFileIsThere(world, head, Head.Bytes);
        AssertFileIsThere(world, tail, Tail.Bytes);

        // Nobody comes back for it: the timers alone make it whole, if only its row was written. What failed in one is filed an hour later.
        var next = cutOff ? world.NewInstance() : instance;
        for (var hour = 0; hour < 4; hour++)
        {
            await next.Continue.RunAsync(World.None);
            await next.Sweep.RunAsync(World.None);
            world.Clock.Advance(TimeSpan.FromHours(1));
        }

        var finals = world.Storage.SessionRows.Where(session => session.Role is UploadRole.Final).Select(session => session.Id).ToArray();
        Assert.InRange(finals.Length, act == "start" && struck ? 0 : 1, 1);
        Assert.All(finals, final => AssertFileIsThere(world, final, Whole));

        // The parts go in the end, and the whole stays.
        for (var hours = 0; hours < 24 * 9; hours += 6)
        {
            world.Clock.Advance(TimeSpan.FromHours(6));
            await next.Sweep.RunAsync(World.None);
        }

        Assert.Equal(finals, world.Storage.BlobIds);
        Assert.Equal(finals, world.Storage.SessionRows.Select(session => session.Id));
        Assert.Empty(world.Storage.ExpiryRows);
        return struck;
    }

    private static async Task<UploadId> ActAsync(string act, ServiceInstance instance, UploadId id, UploadId head, UploadId tail)
    {
        switch (act)
        {
            case "start":
                var wanted = new NewUpload(
                    "whole.bin",
                    null,
                    null,
                    ExpectedDigests.None,
                    new Dictionary<string, string>())
                { Role = UploadRole.Final, Parts = [head, tail] };
                id = (await instance.StartFinal.RunAsync(wanted, World.None)).Value.Session.Id;
                break;
            case "go on":
                Assert.Equal(ConcatenationStep.Completed, (await instance.Concatenate.RunAsync(id, Ample, World.None)).Value.Step);
                break;
            case "timer":
                await instance.Continue.RunAsync(World.None);
                break;
            default:
                await instance.Sweep.RunAsync(World.None);
                break;
        }

        return id;
    }
}
