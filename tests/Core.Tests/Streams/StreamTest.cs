using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Streams;
using SmartTransfer.Core.Tests.Service;

namespace SmartTransfer.Core.Tests.Streams;

/// <summary>What tests of streams have in common: small blocks, and a file of ten and a half of them.</summary>
public abstract class StreamTest
{
    protected const int BlockBytes = 1_000;

    private protected static readonly TestFile File = TestFile.OfLength(10_500);

    private protected World TheWorld { get; } = NewWorld();

    private protected static World NewWorld(long maxBytesInFlight = 1 << 20) => new(new ServiceOptions
    {
        Streams = new StreamOptions { BlockBytes = BlockBytes },
        Admission = new AdmissionOptions { MaxBytesInFlight = maxBytesInFlight },
    });

    private protected Task<UploadId> StartAsync() => TheWorld.StartAsync(File);

    private protected async Task<UploadId> StartWithoutLengthAsync() =>
        (await TheWorld.One.Start.RunAsync(File.WantedWithoutLength(), World.None)).Value.Session.Id;

    private protected async Task<StreamPosition> AppendAsync(
        AppendRequest request, ServiceInstance? instance = null, CancellationToken clientGone = default) =>
        (await (instance ?? TheWorld.One).Append.RunAsync(request, clientGone)).Value;

    private protected async Task<string?> RefusalAsync(
        AppendRequest request, ServiceInstance? instance = null, CancellationToken clientGone = default) =>
        (await (instance ?? TheWorld.One).Append.RunAsync(request, clientGone)).Failure?.Code;

    /// <summary>Where the upload stands, as another instance sees it that knows nothing.</summary>
    private protected async Task<long> OffsetAsync(UploadId id) =>
        (await TheWorld.NewInstance().Position.RunAsync(id, World.None)).Value.OffsetBytes;

    /// <summary>The part of the file from an offset, as one body.</summary>
    private protected static AppendRequest Part(UploadId id, int offset, int length, IStreamDigest? digest = null) =>
        File.Rest(id, offset, new MemoryStream(File.Slice(offset, length), writable: false), digest: digest);

    private protected IReadOnlyList<BlockId> StagedBlocks(UploadId id) =>
        [.. TheWorld.Storage.StagedBlocks(id).Select(block => BlockId.TryDecode(
            block.EncodedId, out var decoded) ? decoded : throw new InvalidDataException()).OrderBy(block => block.Offset)];

    private protected void AssertFileIsThere(UploadId id)
    {
        Assert.Equal(File.Bytes, TheWorld.Storage.CommittedBytes(id));
        Assert.Equal(UploadState.Completed, TheWorld.Session(id).State);
    }
}
