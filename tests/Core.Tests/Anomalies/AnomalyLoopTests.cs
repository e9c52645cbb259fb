using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Testing.Storage;
using static SmartTransfer.Core.Tests.Anomalies.AnomalySteps;

namespace SmartTransfer.Core.Tests.Anomalies;

/// <summary>
/// Lets the n-th storage call of an operation fail, n = 1, 2, 3 ..., until the operation gets through without meeting a
/// fault. After every single one: what was acknowledged is there, no file is partly visible, doing it again succeeds, and
/// what is given up leaves nothing. (After SQLite's anomaly tests, sqlite.org/testing.html.)
/// </summary>
public class AnomalyLoopTests
{
    // Names that two uploads may want.
    private const string Shared = "under a shared name";

    private static readonly Anomaly[] Anomalies =
    [
        new("start", _ => Task.FromResult(default(UploadId)), StartAsync, (world, _) => Assert.NotEmpty(world.Storage.SessionRows)),
        new("stage the first chunk", world => world.StartAsync(TheFile), StageAsync(0), AssertStaged(1)),
        new("stage a chunk after a pause", PausedAsync, StageAsync(300), AssertStaged(4)),
        new("complete", world => world.StageAllAsync(TheFile), CompleteAsync, AssertState(UploadState.Completed)),
        new(
            "complete and verify",
            world => world.StageAllAsync(TheFile, expected: new(Sha256: TheFile.Sha256)),
            CompleteAsync,
            AssertVerified),
        new(
            "complete a wrong file",
            world => world.StageAllAsync(TheFile, expected: new(Sha256: WrongSha256)),
            CompleteWrongAsync,
            AssertState(UploadState.Rejected)),
        new("complete an empty file", world => world.StartAsync(TestFile.OfLength(0)), CompleteAsync, AssertState(UploadState.Completed)),
        new("cancel", world => world.StageAllAsync(TheFile), CancelAsync, AssertState(UploadState.Cancelled)),
        new("cancel what was cancelled", CancelledAsync, CancelAsync, AssertState(UploadState.Cancelled)),
        new(
            "terminate what was completed",
            CompletedAsync,
            TerminateAsync,
            (world, id) => Assert.DoesNotContain(id, world.Storage.BlobIds)),
        new("remove what was completed", CompletedAsync, RemoveAsync, AssertRemoved),
        new("remove what was removed", RemovedAsync, RemoveAsync, AssertRemoved),
        new("remove what is gone from storage", LostAsync, RemoveAsync, AssertRemoved),
        new("sweep what was removed", RemovedAsync, SweepAsync, (world, id) => Assert.DoesNotContain(id, world.Storage.BlobIds)),
        new("extend", world => world.StageAllAsync(TheFile), ExtendAsync, AssertState(UploadState.Open)),
        new("sweep what expired", ExpiredAsync, SweepAsync, AssertExpired),
        new("sweep a tombstone", TombstoneAsync, SweepAsync, (world, _) => Assert.Equal(0, world.ThingsStored)),
        new("sweep a cut off commit", CutOffAsync, SweepAsync, AssertState(UploadState.Completed)),
        new("sweep what was touched", TouchedAsync, SweepAsync, AssertState(UploadState.Open)),
        new("status", world => world.StageAllAsync(TheFile), StatusAsync, AssertStaged(4)),
        new("append and complete", world => world.StartAsync(TheFile), AppendAsync, AssertState(UploadState.Completed)),
        new("append with a digest", world => world.StartAsync(TheFile), AppendWithDigestAsync, AssertState(UploadState.Completed)),
        new("append after a cut", CutAsync, AppendAsync, AssertState(UploadState.Completed)),
        new("append and declare", StartedWithoutLengthAsync, AppendAndDeclareAsync, AssertState(UploadState.Completed)),
        new("append what its client ends", StartedWithoutLengthAsync, AppendLastAsync, AssertState(UploadState.Completed)),
        new("end what has reached its length", WholeButOpenAsync, AppendLastAsync, AssertState(UploadState.Completed)),
        new("append past the end", WholeButOpenAsync, AppendPastEndAsync, AssertState(UploadState.Rejected)),
        new("find the position of what is whole", world => world.StageAllAsync(TheFile), PositionAsync, AssertState(UploadState.Completed)),
        new("find the position of a cut off commit", CutOffInTimeAsync, PositionAsync, AssertState(UploadState.Completed)),
        new("open content", CompletedAsync, OpenAsync, AssertState(UploadState.Completed)),
        new($"start {Shared}", _ => Task.FromResult(default(UploadId)), StartSharedAsync, (_, _) => { }),
        new($"complete {Shared}", world => world.StageAllAsync(TheFile), CompleteAsync, AssertState(UploadState.Completed)),
        new($"cancel {Shared}", world => world.StageAllAsync(TheFile), CancelAsync, AssertState(UploadState.Cancelled)),
        new($"terminate what was completed {Shared}", CompletedAsync, TerminateAsync, AssertState(UploadState.Removed)),
        new($"start again {Shared}", CancelledForGoodAsync, StartSharedAsync, (_, _) => { }),
        new($"start once {Shared}", _ => Task.FromResult(default(UploadId)), StartOnceAsync, (_, _) => { }),
        new($"start once again {Shared}", CancelledForGoodAsync, StartOnceAsync, (_, _) => { }),
        new($"start once what died {Shared}", DiedAsync, StartOnceAsync, (_, _) => { }),
        new($"sweep a start that died {Shared}", DiedForGoodAsync, SweepAsync, (world, _) => Assert.Equal(0, world.ThingsStored)),
        new("start once what is asked about", _ => Task.FromResult(default(UploadId)), StartOnceAsync, (_, _) => { }),
        new($"sweep what expired {Shared}", ExpiredAsync, SweepAsync, AssertExpired),
        new($"sweep a tombstone {Shared}", TombstoneAsync, SweepAsync, (world, _) => Assert.Equal(0, world.ThingsStored)),
    ];

    public static TheoryData<string, string> All
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var anomaly in Anomalies)
            {
                all.Add(anomaly.Name, "request lost");
                all.Add(anomaly.Name, "answer lost");
                all.Add(anomaly.Name, "instance cut off");
                all.Add(anomaly.Name, "request lost, others told");
                all.Add(anomaly.Name, "answer lost, others told");
                all.Add(anomaly.Name, "instance cut off, others told");
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Whichever_storage_call_fails_nothing_is_lost_and_doing_it_again_succeeds(string operation, string fault)
    {
        var anomaly = Anomalies.Single(candidate => candidate.Name == operation);
        await EveryFault.StrikeEachCallAsync(n => StrikeAsync(anomaly, fault, n), most: 40);
    }

    /// <summary>Lets call n fail.</summary>
    /// <returns>False when there was no such call: the operation got through.</returns>
    private static async Task<bool> StrikeAsync(Anomaly anomaly, string fault, int n)
    {
        var listeners = fault.EndsWith("others told", StringComparison.Ordinal) ? new Listeners() : null;
        var world = new World(new ServiceOptions
        {
            Streams = new StreamOptions { BlockBytes = 100 },
            Files = anomaly.Name.EndsWith(Shared, StringComparison.Ordinal) ? SharedNames : new FilesOptions(),
            Sinks = listeners?.All ?? [],
            Hook = new StubHook { IsOn = anomaly.Name.EndsWith("asked about", StringComparison.Ordinal) },
        });
        var id = await anomaly.PrepareAsync(world);
        await Listeners.SettleAsync(world, world.One);
        var acknowledged = id == default ? [] : world.Storage.StagedBlocks(id);
        var struckInstance = world.NewInstance();
        var isCutOff = fault.StartsWith("instance cut off", StringComparison.Ordinal);
        var isAnswerLost = fault.StartsWith("answer lost", StringComparison.Ordinal);
        world.Sabotage.FailCall(n, isAnswerLost ? FaultTiming.AfterEffect : FaultTiming.BeforeEffect, isCutOff);

        try
        {
            Assert.Null(await anomaly.ActAsync(struckInstance, id));
        }
        catch (StorageUnavailableException)
        {
            // The client hears 503, or the sweep runs again later.
        }

        await Listeners.SettleAsync(world, struckInstance);
        var struck = world.Sabotage.FaultsStruck > 0;
        world.Sabotage.Heal();
        listeners?.Note(world);
        Assert.Equal(0, struckInstance.Budget.Held);
        await AssertNothingIsPartlyVisibleAsync(world, id);
        if (id != default && world.Storage.SessionRows.Any(session => session.Id == id && session.State is UploadState.Open))
        {
            Assert.Superset(acknowledged.ToHashSet(), world.Storage.StagedBlocks(id).ToHashSet());
        }

        // Again: on the instance that was struck if it lives, else on another.
        var next = isCutOff ? world.NewInstance() : struckInstance;
        Assert.Null(await anomaly.ActAsync(next, id));
        for (var runs = anomaly.Name.StartsWith("sweep", StringComparison.Ordinal) ? 2 : 0; runs > 0; runs--)
        {
            // What failed in a sweep is filed an hour later. An answer that was lost may have left two entries of one upload, and of two
            // that are worked on at once one finds the claim taken, and comes once more.
            world.Clock.Advance(TimeSpan.FromHours(2));
            Assert.Null(await anomaly.ActAsync(next, id));
        }

        anomaly.Then(world, id);
        await AssertNothingIsPartlyVisibleAsync(world, id);
        if (listeners is not null)
        {
            await Listeners.SettleAsync(world, next);
            listeners.Note(world);
            await listeners.AssertAllWereToldAsync(world);
        }

        await AssertNothingIsLeftAsync(world);
        return struck;
    }

    private static async Task AssertNothingIsPartlyVisibleAsync(World world, UploadId id)
    {
        var opened = id == default ? null : await world.NewInstance(world.Storage.Ports).Content.RunAsync(id, World.None);
        if (opened is { Failure: null })
        {
            await using var stream = opened.Value.Content.Stream;
            var content = new byte[opened.Value.Session.KnownLengthBytes];
            await stream.ReadExactlyAsync(content);
            Assert.Equal(opened.Value.Session.LengthBytes == 0 ? [] : TheFile.Bytes, content);
            Assert.Equal(UploadState.Completed, world.Session(id).State);
        }

        if (id != default && world.Storage.CommittedBytes(id) is { Length: > 0 } committed)
        {
            Assert.Equal(TheFile.Bytes, committed);
        }
    }

    /// <summary>
    /// Gives up what is open and sweeps: of what is not a completed file, no row, no index entry and no block may be left.
    /// </summary>
    private static async Task AssertNothingIsLeftAsync(World world)
    {
        foreach (var session in world.Storage.SessionRows.Where(session => session.State is UploadState.Open))
        {
            Assert.Null((await world.One.Cancel.RunAsync(session.Id, World.None)).Failure);
        }

        await Listeners.SettleAsync(world, world.One);
        await world.SweepAllAsync();

        var kept = world.Storage.SessionRows.Where(
            session => session.State is UploadState.Completed).Select(session => session.Id).ToHashSet();
        Assert.Equal(kept, world.Storage.SessionRows.Select(session => session.Id).ToHashSet());
        Assert.Equal(kept, world.Storage.BlobIds.ToHashSet());
        Assert.Empty(world.Storage.ExpiryRows);
        Assert.All(world.Storage.CounterRows.Keys, row => Assert.Contains(row.Id, kept));

        Assert.Equal(kept, world.Storage.ListRows.Select(row => row.Upload.Id).ToHashSet());

        // What was not noted when it ended is found by whoever lists.
        Assert.Null((await world.One.List.RunAsync(new ListQuery(null, 100), World.None)).Failure);
        Assert.All(world.Storage.ListRows, row => Assert.Equal(UploadState.Completed, row.Upload.State));
        Assert.All(world.Storage.ClaimRows, claim => Assert.Contains(claim.Upload, kept));
    }
}
