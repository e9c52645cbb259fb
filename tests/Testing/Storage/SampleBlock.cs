using System.Buffers;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Testing.Storage;

/// <summary>A block with its bytes.</summary>
public sealed record SampleBlock(BlockId Id, byte[] Content)
{
    public string Encoded => Id.Encode();

    /// <summary>A plain chunk with this content.</summary>
    public static SampleBlock Of(long offset, params byte[] content) =>
        new(BlockId.ForChunk(offset, new ChunkDigests(content.Length, Sha256Digest.Of(content), Crc64Nvme.Compute(content))), content);

    /// <summary>A plain chunk with content that follows from <paramref name="seed"/>.</summary>
    public static SampleBlock Of(long offset, int length, int seed = 0)
    {
        var content = new byte[length];
        new Random(seed).NextBytes(content);
        return Of(offset, content);
    }

    /// <summary>Chunks of one size, one after the other from the file's beginning.</summary>
    public static SampleBlock[] Row(int count, int length, int seed = 0) =>
        [.. Enumerable.Range(0, count).Select(i => Of((long)i * length, length, (seed * 1_000_003) + i))];

    public Task StageAsync(IBlockStore blocks, UploadId id) => blocks.StageAsync(id, Id, new ReadOnlySequence<byte>(Content), default);
}
