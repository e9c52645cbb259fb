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

/// <summary>What the operations of the anomaly loop are made of: what was before, what is done, and what must be so then.</summary>
internal static class AnomalySteps
{
    /// <summary>The file of all uploads.</summary>
    public static readonly TestFile TheFile = TestFile.OfLength(400);

    /// <summary>The digest of another.</summary>
    public static readonly Sha256Digest WrongSha256 = Sha256Digest.Of([1]);

    public static async Task<Failure?> StartAsync(ServiceInstance instance, UploadId id) =>
        (await instance.Start.RunAsync(TheFile.Wanted(), World.None)).Failure;

    public static FilesOptions SharedNames => new() { NameTemplate = "{fileName}", OnConflict = FilesOptions.Fail };

    /// <summary>
    /// Starts under a name that a start may have which died before it was known: then it is refused until that is forgotten.
    /// </summary>
    public static async Task<Failure?> StartSharedAsync(ServiceInstance instance, UploadId id) =>
        await StartAsync(instance, id) is { Code: not "file-name-taken" } failure ? failure : null;

    /// <summary>Starts under a key. A start that an earlier attempt may be making still is refused until that is forgotten.</summary>
    public static async Task<Failure?> StartOnceAsync(ServiceInstance instance, UploadId id)
    {
        var outcome = await instance.StartOnceAsync(TheFile.Wanted(), TheFile.KeyOf("alice"));
        return outcome.Failure is { Code: not ("file-name-taken" or "start-under-way") } failure ? failure : null;
    }

    /// <summary>A start under a key that died before its session was written.</summary>
    public static async Task<UploadId> DiedAsync(World world)
    {
        world.Sabotage.FailOperation(StorageOperation.AddSession, FaultTiming.BeforeEffect);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => StartOnceAsync(world.One, default));
        world.Clock.Advance(BeginUpload.StartTakes);
        return default;
    }

    /// <summary>The same, and nobody comes back to it.</summary>
    public static async Task<UploadId> DiedForGoodAsync(World world)
    {
        var id = await DiedAsync(world);
        world.Clock.Advance(TimeSpan.FromHours(28));
        return id;
    }

    public static async Task<UploadId> CancelledForGoodAsync(World world)
    {
        var id = await CancelledAsync(world);
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        return id;
    }

    public static Func<ServiceInstance, UploadId, Task<Failure?>> StageAsync(int offset) =>
        async (instance, id) => (await instance.Stage.RunAsync(TheFile.Chunk(id, offset, 100), World.None)).Failure;

    public static async Task<Failure?> CompleteAsync(ServiceInstance instance, UploadId id) =>
        (await instance.Complete.RunAsync(id, CompletionRequest.Plain, World.None)).Failure;

    public static async Task<Failure?> CompleteWrongAsync(ServiceInstance instance, UploadId id)
    {
        Assert.Equal("file-digest-mismatch", (await CompleteAsync(instance, id))?.Code);
        return null;
    }

    public static async Task<Failure?> CancelAsync(ServiceInstance instance, UploadId id) =>
        (await instance.Cancel.RunAsync(id, World.None)).Failure;

    public static async Task<Failure?> TerminateAsync(ServiceInstance instance, UploadId id) =>
        (await instance.Cancel.TerminateAsync(id, World.None)).Failure;

    public static async Task<Failure?> RemoveAsync(ServiceInstance instance, UploadId id) =>
        (await instance.Remove.RunAsync(id, World.None)).Failure;

    public static async Task<Failure?> ExtendAsync(ServiceInstance instance, UploadId id) =>
        (await instance.Extend.RunAsync(id, World.None)).Failure;

    public static async Task<UploadId> RemovedAsync(World world)
    {
        var id = await CompletedAsync(world);
        Assert.Null(await RemoveAsync(world.One, id));
        return id;
    }

    public static async Task<UploadId> LostAsync(World world)
    {
        var id = await CompletedAsync(world);
        await world.Storage.Commits.DiscardAsync(id, World.None);
        return id;
    }

    public static void AssertRemoved(World world, UploadId id)
    {
        Assert.Equal(UploadState.Removed, world.Session(id).State);
        Assert.DoesNotContain(id, world.Storage.BlobIds);
    }

    public static async Task<Failure?> StatusAsync(ServiceInstance instance, UploadId id) =>
        (await instance.Status.RunAsync(id, World.None)).Failure;

    public static Task<Failure?> AppendAsync(ServiceInstance instance, UploadId id) => AppendAsync(instance, id, null, null);

    public static Task<Failure?> AppendWithDigestAsync(ServiceInstance instance, UploadId id) =>
        AppendAsync(instance, id, null, offset => new StubDigest(TheFile.Slice(offset, 400)));

    public static Task<Failure?> AppendAndDeclareAsync(ServiceInstance instance, UploadId id) =>
        AppendAsync(instance, id, 400, null);

    /// <summary>Does as a client does: asks where the upload stands, and sends the rest.</summary>
    public static async Task<Failure?> AppendAsync(
        ServiceInstance instance, UploadId id, long? declared, Func<long, StubDigest>? digest)
    {
        var position = await instance.Position.RunAsync(id, World.None);
        return position switch
        {
            { Failure: { } failure } => failure,
            { Value.Session.State: UploadState.Completed } => null,
            { Value.OffsetBytes: var offset } =>
                (await instance.Append.RunAsync(
                    TheFile.Rest(id, offset, declared: declared, digest: digest?.Invoke(offset)), World.None)).Failure,
        };
    }

    /// <summary>Does as a client does that says itself where the file ends.</summary>
    public static async Task<Failure?> AppendLastAsync(ServiceInstance instance, UploadId id)
    {
        if (!(await instance.Position.WithoutCompletingAsync(id, World.None)).TryGet(out var position, out var failure))
        {
            return failure;
        }

        var rest = 400 - position.OffsetBytes;
        return position.Session.State is UploadState.Completed
            ? null
            : (await instance.Append.RunAsync(
                TheFile.Rest(id, position.OffsetBytes, announced: rest) with { End = FileEnd.WithBody, EndsOlderBodies = true },
                World.None)).Failure;
    }

    public static async Task<Failure?> AppendPastEndAsync(ServiceInstance instance, UploadId id)
    {
        var body = TheFile.Rest(id, 400, new MemoryStream([1]), announced: 1) with { End = FileEnd.Later };
        var failure = (await instance.Append.RunAsync(body, World.None)).Failure;
        return failure?.Code is "stream-past-end" or "upload-rejected" ? null : failure;
    }

    public static async Task<UploadId> WholeButOpenAsync(World world)
    {
        var id = await world.StartAsync(TheFile);
        Assert.Null((await world.One.Append.RunAsync(TheFile.Rest(id, 0) with { End = FileEnd.Later }, World.None)).Failure);
        return id;
    }

    public static async Task<Failure?> PositionAsync(ServiceInstance instance, UploadId id) =>
        (await instance.Position.RunAsync(id, World.None)).Failure;

    public static async Task<UploadId> CutAsync(World world)
    {
        var id = await world.StartAsync(TheFile);
        Assert.Equal(
            "stream-interrupted",
            (await world.One.Append.RunAsync(TheFile.Rest(id, 0, new BrokenStream(TheFile.Bytes, 250)), World.None)).Failure?.Code);
        return id;
    }

    public static async Task<UploadId> StartedWithoutLengthAsync(World world) =>
        (await world.One.Start.RunAsync(TheFile.WantedWithoutLength(), World.None)).Value.Session.Id;

    public static async Task<Failure?> OpenAsync(ServiceInstance instance, UploadId id) =>
        (await instance.Content.RunAsync(id, World.None)).Failure;

    public static async Task<Failure?> SweepAsync(ServiceInstance instance, UploadId id)
    {
        await instance.Sweep.RunAsync(World.None);
        return null;
    }

    public static async Task<UploadId> PausedAsync(World world)
    {
        var id = await world.StartAsync(TheFile);
        foreach (var chunk in TheFile.Chunks(id, 100).Take(3))
        {
            await world.One.Stage.RunAsync(chunk, World.None);
        }

        world.Clock.Advance(TimeSpan.FromHours(20));
        return id;
    }

    public static async Task<UploadId> CancelledAsync(World world)
    {
        var id = await world.StageAllAsync(TheFile);
        await world.One.Cancel.RunAsync(id, World.None);
        return id;
    }

    public static async Task<UploadId> CompletedAsync(World world)
    {
        var id = await world.StageAllAsync(TheFile);
        await world.One.Complete.RunAsync(id, CompletionRequest.Plain, World.None);
        return id;
    }

    public static async Task<UploadId> ExpiredAsync(World world)
    {
        var id = await world.StageAllAsync(TheFile);
        world.Clock.Advance(TimeSpan.FromHours(28));
        return id;
    }

    public static async Task<UploadId> TombstoneAsync(World world)
    {
        var id = await CancelledAsync(world);
        var late = TheFile.Slice(0, 100);
        await world.Storage.Blocks.StageAsync(
            world.Session(id).Blob, Core.Ledgers.BlockId.ForChunk(0, Digests.Of(late)), new(late), World.None);
        world.Clock.Advance(TimeSpan.FromHours(28));
        return id;
    }

    public static async Task<UploadId> CutOffAsync(World world)
    {
        var id = await CutOffInTimeAsync(world);
        world.Clock.Advance(TimeSpan.FromHours(28));
        return id;
    }

    public static async Task<UploadId> CutOffInTimeAsync(World world)
    {
        var id = await world.StageAllAsync(TheFile);
        world.Sabotage.FailOperation(StorageOperation.CommitBlocks, FaultTiming.BeforeEffect);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => world.One.Complete.RunAsync(id, CompletionRequest.Plain, World.None));
        return id;
    }

    public static async Task<UploadId> TouchedAsync(World world)
    {
        var id = await PausedAsync(world);
        await world.One.Stage.RunAsync(TheFile.Chunk(id, 300, 100), World.None);
        world.Clock.Advance(TimeSpan.FromHours(8));
        return id;
    }

    public static Action<World, UploadId> AssertStaged(int chunks) =>
        (world, id) => Assert.Equal(chunks, world.Storage.StagedBlocks(id).Count);

    public static Action<World, UploadId> AssertState(UploadState state) => (world, id) => Assert.Equal(state, world.Session(id).State);

    public static void AssertExpired(World world, UploadId id)
    {
        Assert.Empty(world.Storage.BlobIds);
        Assert.All(world.Storage.SessionRows, session => Assert.Equal(UploadState.Expired, session.State));
    }

    public static void AssertVerified(World world, UploadId id)
    {
        AssertState(UploadState.Completed)(world, id);
        Assert.Equal(TheFile.Sha256, world.Storage.VerifiedSha256(id));
    }
}
