using SmartTransfer.Core.Concatenation;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Core.Tests.Concatenation;

/// <summary>What tests of concatenation have in common: small blocks, and partial uploads of a client that speaks tus.</summary>
public abstract class ConcatenationTest
{
    protected static readonly TimeSpan Ample = TimeSpan.FromHours(1);

    private protected static readonly TestFile Head = TestFile.OfLength(2_500, seed: 1);
    private protected static readonly TestFile Tail = TestFile.OfLength(1_100, seed: 2);

    private protected World TheWorld { get; } = NewWorld();

    private protected static byte[] Whole => [.. Head.Bytes, .. Tail.Bytes];

    private protected static World NewWorld(ConcatenationOptions? concatenation = null) => new(new ServiceOptions
    {
        Streams = new StreamOptions { BlockBytes = 1_000 },
        Concatenation = concatenation ?? new ConcatenationOptions(),
    });

    /// <summary>A partial upload of which nothing has arrived.</summary>
    private protected static async Task<UploadId> StartPartialAsync(World world, TestFile file, bool deferred = false) =>
        (await world.One.Start.RunAsync(
            (deferred ? file.WantedWithoutLength() : file.Wanted()) with { Role = UploadRole.Partial }, World.None)).Value.Session.Id;

    /// <summary>A partial upload of which all has arrived.</summary>
    private protected static async Task<UploadId> PartialAsync(World world, TestFile file)
    {
        var id = await StartPartialAsync(world, file);
        Assert.Equal(UploadState.Completed, (await world.One.Append.RunAsync(file.Rest(id, 0), World.None)).Value.Session.State);
        return id;
    }

    private protected static Task<Outcome<UploadStatus>> TryStartFinalAsync(World world, params UploadId[] parts) =>
        world.One.StartFinal.RunAsync(
        new NewUpload(
            "whole.bin", null, null, ExpectedDigests.None, new Dictionary<string, string>())
        { Role = UploadRole.Final, Parts = parts },
        World.None);

    private protected static async Task<UploadId> StartFinalAsync(World world, params UploadId[] parts) =>
        (await TryStartFinalAsync(world, parts)).Value.Session.Id;

    /// <summary>A final upload of the two files, both of which are there.</summary>
    private protected static async Task<UploadId> StartFinalOfBothAsync(World world) =>
        await StartFinalAsync(world, await PartialAsync(world, Head), await PartialAsync(world, Tail));

    private protected async Task<ConcatenationStep> GoOnAsync(UploadId id, TimeSpan? time = null, ServiceInstance? instance = null) =>
        (await (instance ?? TheWorld.One).Concatenate.RunAsync(id, time ?? Ample, World.None)).Value.Step;

    private protected static void AssertFileIsThere(World world, UploadId id, byte[] bytes)
    {
        Assert.Equal(bytes, world.Storage.CommittedBytes(id));
        Assert.Equal((UploadState.Completed, (long?)bytes.Length), (world.Session(id).State, world.Session(id).LengthBytes));
    }
}
