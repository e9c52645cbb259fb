using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Streams;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Tests.Streams;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Testing.Saboteurs;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Core.Tests.Anomalies;

/// <summary>
/// Lets the n-th storage call of an operation fail, n = 1, 2, 3 ..., until the operation gets through without meeting a
/// fault. After every single one: what was acknowledged is there, no file is partly visible, doing it again succeeds, and
/// what is given up leaves nothing. (After SQLite's anomaly tests, sqlite.org/testing.html.)
/// </summary>
public class AnomalyLoopTests
{
    private static readonly TestFile File = TestFile.OfLength(400);

    private static readonly Sha256Digest WrongSha256 = Sha256Digest.Of([1]);

    // Names that two uploads may want.
    private const string Shared = "under a shared name";

    private static readonly Anomaly[] Anomalies =
    [
        new("start", _ => Task.FromResult(default(UploadId)), StartAsync, (world, _) => Assert.NotEmpty(world.Storage.SessionRows)),
        new("stage the first chunk", world => world.StartAsync(File), StageAsync(0), AssertStaged(1)),
        new("stage a chunk after a pause", PausedAsync, StageAsync(300), AssertStaged(4)),
        new("complete", world => world.StageAllAsync(File), CompleteAsync, AssertState(UploadState.Completed)),
        new("complete and verify", world => world.StageAllAsync(File, expected: new(Sha256: File.Sha256)), CompleteAsync, AssertVerified),
        new(
            "complete a wrong file",
            world => world.StageAllAsync(File, expected: new(Sha256: WrongSha256)),
            CompleteWrongAsync,
            AssertState(UploadState.Rejected)),
        new("complete an empty file", world => world.StartAsync(TestFile.OfLength(0)), CompleteAsync, AssertState(UploadState.Completed)),
        new("cancel", world => world.StageAllAsync(File), CancelAsync, AssertState(UploadState.Cancelled)),
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
        new("extend", world => world.StageAllAsync(File), ExtendAsync, AssertState(UploadState.Open)),
        new("sweep what expired", ExpiredAsync, SweepAsync, AssertExpired),
        new("sweep a tombstone", TombstoneAsync, SweepAsync, (world, _) => Assert.Equal(0, world.ThingsStored)),
        new("sweep a cut off commit", CutOffAsync, SweepAsync, AssertState(UploadState.Completed)),
        new("sweep what was touched", TouchedAsync, SweepAsync, AssertState(UploadState.Open)),
        new("status", world => world.StageAllAsync(File), StatusAsync, AssertStaged(4)),
        new("append and complete", world => world.StartAsync(File), AppendAsync, AssertState(UploadState.Completed)),
        new("append with a digest", world => world.StartAsync(File), AppendWithDigestAsync, AssertState(UploadState.Completed)),
        new("append after a cut", CutAsync, AppendAsync, AssertState(UploadState.Completed)),
        new("append and declare", StartedWithoutLengthAsync, AppendAndDeclareAsync, AssertState(UploadState.Completed)),
        new("append what its client ends", StartedWithoutLengthAsync, AppendLastAsync, AssertState(UploadState.Completed)),
        new("end what has reached its length", WholeButOpenAsync, AppendLastAsync, AssertState(UploadState.Completed)),
        new("append past the end", WholeButOpenAsync, AppendPastEndAsync, AssertState(UploadState.Rejected)),
        new("find the position of what is whole", world => world.StageAllAsync(File), PositionAsync, AssertState(UploadState.Completed)),
        new("find the position of a cut off commit", CutOffInTimeAsync, PositionAsync, AssertState(UploadState.Completed)),
        new("open content", CompletedAsync, OpenAsync, AssertState(UploadState.Completed)),
        new($"start {Shared}", _ => Task.FromResult(default(UploadId)), StartSharedAsync, (_, _) => { }),
        new($"complete {Shared}", world => world.StageAllAsync(File), CompleteAsync, AssertState(UploadState.Completed)),
        new($"cancel {Shared}", world => world.StageAllAsync(File), CancelAsync, AssertState(UploadState.Cancelled)),
        new($"terminate what was completed {Shared}", CompletedAsync, TerminateAsync, AssertState(UploadState.Removed)),
        new($"start again {Shared}", CancelledForGoodAsync, StartSharedAsync, (_, _) => { }),
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
        var struck = 0;
        for (var n = 1; await StrikeAsync(anomaly, fault, n); n++)
        {
            struck++;
        }

        Assert.InRange(struck, 1, 40);
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
        });
        var id = await anomaly.PrepareAsync(world);
        await Listeners.SettleAsync(world, world.One);
        var acknowledged = id == default ? [] : world.Storage.StagedBlocks(id);
        var struckInstance = world.NewInstance();
        var isCutOff = fault.StartsWith("instance cut off", StringComparison.Ordinal);
        if (isCutOff)
        {
            world.Sabotage.FailFrom(n);
        }
        else
        {
            var isRequestLost = fault.StartsWith("request lost", StringComparison.Ordinal);
            world.Sabotage.FailCall(n, isRequestLost ? FaultTiming.BeforeEffect : FaultTiming.AfterEffect);
        }

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
        if (anomaly.Name.StartsWith("sweep", StringComparison.Ordinal))
        {
            // What failed in a sweep is filed an hour later.
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
            Assert.Equal(opened.Value.Session.LengthBytes == 0 ? [] : File.Bytes, content);
            Assert.Equal(UploadState.Completed, world.Session(id).State);
        }

        if (id != default && world.Storage.CommittedBytes(id) is { Length: > 0 } committed)
        {
            Assert.Equal(File.Bytes, committed);
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

    private static async Task<Core.Failures.Failure?> StartAsync(ServiceInstance instance, UploadId id) =>
        (await instance.Start.RunAsync(File.Wanted(), World.None)).Failure;

    private static FilesOptions SharedNames => new() { NameTemplate = "{fileName}", OnConflict = FilesOptions.Fail };

    /// <summary>
    /// Starts under a name that a start may have which died before it was known: then it is refused until that is forgotten.
    /// </summary>
    private static async Task<Core.Failures.Failure?> StartSharedAsync(ServiceInstance instance, UploadId id) =>
        await StartAsync(instance, id) is { Code: not "file-name-taken" } failure ? failure : null;

    private static async Task<UploadId> CancelledForGoodAsync(World world)
    {
        var id = await CancelledAsync(world);
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        return id;
    }

    private static Func<ServiceInstance, UploadId, Task<Core.Failures.Failure?>> StageAsync(int offset) =>
        async (instance, id) => (await instance.Stage.RunAsync(File.Chunk(id, offset, 100), World.None)).Failure;

    private static async Task<Core.Failures.Failure?> CompleteAsync(ServiceInstance instance, UploadId id) =>
        (await instance.Complete.RunAsync(id, CompletionRequest.Plain, World.None)).Failure;

    private static async Task<Core.Failures.Failure?> CompleteWrongAsync(ServiceInstance instance, UploadId id)
    {
        Assert.Equal("file-digest-mismatch", (await CompleteAsync(instance, id))?.Code);
        return null;
    }

    private static async Task<Core.Failures.Failure?> CancelAsync(ServiceInstance instance, UploadId id) =>
        (await instance.Cancel.RunAsync(id, World.None)).Failure;

    private static async Task<Core.Failures.Failure?> TerminateAsync(ServiceInstance instance, UploadId id) =>
        (await instance.Cancel.TerminateAsync(id, World.None)).Failure;

    private static async Task<Core.Failures.Failure?> RemoveAsync(ServiceInstance instance, UploadId id) =>
        (await instance.Remove.RunAsync(id, World.None)).Failure;

    private static async Task<Core.Failures.Failure?> ExtendAsync(ServiceInstance instance, UploadId id) =>
        (await instance.Extend.RunAsync(id, World.None)).Failure;

    private static async Task<UploadId> RemovedAsync(World world)
    {
        var id = await CompletedAsync(world);
        Assert.Null(await RemoveAsync(world.One, id));
        return id;
    }

    private static async Task<UploadId> LostAsync(World world)
    {
        var id = await CompletedAsync(world);
        await world.Storage.Commits.DiscardAsync(id, World.None);
        return id;
    }

    private static void AssertRemoved(World world, UploadId id)
    {
        Assert.Equal(UploadState.Removed, world.Session(id).State);
        Assert.DoesNotContain(id, world.Storage.BlobIds);
    }

    private static async Task<Core.Failures.Failure?> StatusAsync(ServiceInstance instance, UploadId id) =>
        (await instance.Status.RunAsync(id, World.None)).Failure;

    private static Task<Core.Failures.Failure?> AppendAsync(ServiceInstance instance, UploadId id) => AppendAsync(instance, id, null, null);

    private static Task<Core.Failures.Failure?> AppendWithDigestAsync(ServiceInstance instance, UploadId id) =>
        AppendAsync(instance, id, null, offset => new StubDigest(File.Slice(offset, 400)));

    private static Task<Core.Failures.Failure?> AppendAndDeclareAsync(ServiceInstance instance, UploadId id) =>
        AppendAsync(instance, id, 400, null);

    /// <summary>Does as a client does: asks where the upload stands, and sends the rest.</summary>
    private static async Task<Core.Failures.Failure?> AppendAsync(
        ServiceInstance instance, UploadId id, long? declared, Func<long, StubDigest>? digest)
    {
        var position = await instance.Position.RunAsync(id, World.None);
        return position switch
        {
            { Failure: { } failure } => failure,
            { Value.Session.State: UploadState.Completed } => null,
            { Value.OffsetBytes: var offset } =>
                (await instance.Append.RunAsync(
                    File.Rest(id, offset, declared: declared, digest: digest?.Invoke(offset)), World.None)).Failure,
        };
    }

    /// <summary>Does as a client does that says itself where the file ends.</summary>
    private static async Task<Core.Failures.Failure?> AppendLastAsync(ServiceInstance instance, UploadId id)
    {
        if (!(await instance.Position.WithoutCompletingAsync(id, World.None)).TryGet(out var position, out var failure))
        {
            return failure;
        }

        var rest = 400 - position.OffsetBytes;
        return position.Session.State is UploadState.Completed
            ? null
            : (await instance.Append.RunAsync(
                File.Rest(id, position.OffsetBytes, announced: rest) with { End = FileEnd.WithBody, EndsOlderBodies = true },
                World.None)).Failure;
    }

    private static async Task<Core.Failures.Failure?> AppendPastEndAsync(ServiceInstance instance, UploadId id)
    {
        var body = File.Rest(id, 400, new MemoryStream([1]), announced: 1) with { End = FileEnd.Later };
        var failure = (await instance.Append.RunAsync(body, World.None)).Failure;
        return failure?.Code is "stream-past-end" or "upload-rejected" ? null : failure;
    }

    private static async Task<UploadId> WholeButOpenAsync(World world)
    {
        var id = await world.StartAsync(File);
        Assert.Null((await world.One.Append.RunAsync(File.Rest(id, 0) with { End = FileEnd.Later }, World.None)).Failure);
        return id;
    }

    private static async Task<Core.Failures.Failure?> PositionAsync(ServiceInstance instance, UploadId id) =>
        (await instance.Position.RunAsync(id, World.None)).Failure;

    private static async Task<UploadId> CutAsync(World world)
    {
        var id = await world.StartAsync(File);
        Assert.Equal(
            "stream-interrupted",
            (await world.One.Append.RunAsync(File.Rest(id, 0, new BrokenStream(File.Bytes, 250)), World.None)).Failure?.Code);
        return id;
    }

    private static async Task<UploadId> StartedWithoutLengthAsync(World world) =>
        (await world.One.Start.RunAsync(File.WantedWithoutLength(), World.None)).Value.Session.Id;

    private static async Task<Core.Failures.Failure?> OpenAsync(ServiceInstance instance, UploadId id) =>
        (await instance.Content.RunAsync(id, World.None)).Failure;

    private static async Task<Core.Failures.Failure?> SweepAsync(ServiceInstance instance, UploadId id)
    {
        await instance.Sweep.RunAsync(World.None);
        return null;
    }

    private static async Task<UploadId> PausedAsync(World world)
    {
        var id = await world.StartAsync(File);
        foreach (var chunk in File.Chunks(id, 100).Take(3))
        {
            await world.One.Stage.RunAsync(chunk, World.None);
        }

        world.Clock.Advance(TimeSpan.FromHours(20));
        return id;
    }

    private static async Task<UploadId> CancelledAsync(World world)
    {
        var id = await world.StageAllAsync(File);
        await world.One.Cancel.RunAsync(id, World.None);
        return id;
    }

    private static async Task<UploadId> CompletedAsync(World world)
    {
        var id = await world.StageAllAsync(File);
        await world.One.Complete.RunAsync(id, CompletionRequest.Plain, World.None);
        return id;
    }

    private static async Task<UploadId> ExpiredAsync(World world)
    {
        var id = await world.StageAllAsync(File);
        world.Clock.Advance(TimeSpan.FromHours(28));
        return id;
    }

    private static async Task<UploadId> TombstoneAsync(World world)
    {
        var id = await CancelledAsync(world);
        var late = File.Slice(0, 100);
        await world.Storage.Blocks.StageAsync(
            world.Session(id).Blob, Core.Ledgers.BlockId.ForChunk(0, Digests.Of(late)), new(late), World.None);
        world.Clock.Advance(TimeSpan.FromHours(28));
        return id;
    }

    private static async Task<UploadId> CutOffAsync(World world)
    {
        var id = await CutOffInTimeAsync(world);
        world.Clock.Advance(TimeSpan.FromHours(28));
        return id;
    }

    private static async Task<UploadId> CutOffInTimeAsync(World world)
    {
        var id = await world.StageAllAsync(File);
        world.Sabotage.FailOperation(StorageOperation.CommitBlocks, FaultTiming.BeforeEffect);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => world.One.Complete.RunAsync(id, CompletionRequest.Plain, World.None));
        return id;
    }

    private static async Task<UploadId> TouchedAsync(World world)
    {
        var id = await PausedAsync(world);
        await world.One.Stage.RunAsync(File.Chunk(id, 300, 100), World.None);
        world.Clock.Advance(TimeSpan.FromHours(8));
        return id;
    }

    private static Action<World, UploadId> AssertStaged(int chunks) =>
        (world, id) => Assert.Equal(chunks, world.Storage.StagedBlocks(id).Count);

    private static Action<World, UploadId> AssertState(UploadState state) => (world, id) => Assert.Equal(state, world.Session(id).State);

    private static void AssertExpired(World world, UploadId id)
    {
        Assert.Empty(world.Storage.BlobIds);
        Assert.All(world.Storage.SessionRows, session => Assert.Equal(UploadState.Expired, session.State));
    }

    private static void AssertVerified(World world, UploadId id)
    {
        AssertState(UploadState.Completed)(world, id);
        Assert.Equal(File.Sha256, world.Storage.VerifiedSha256(id));
    }
}
