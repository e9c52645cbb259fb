using SmartTransfer.Core.Integrity;

namespace SmartTransfer.Core.Ledgers;

/// <summary>
/// What seals and fences are staged with. They carry no bytes of the file, but Azure refuses blocks of no length, so each has one byte
/// that no file holds.
/// </summary>
public static class MarkerBlock
{
    private static readonly byte[] Bytes = [0];

    /// <summary>The one byte.</summary>
    public static ReadOnlyMemory<byte> Content => Bytes;

    /// <summary>Its digests, as they stand in the id: the store checks the byte like any other.</summary>
    public static ChunkDigests Digests { get; } = new(Bytes.Length, Sha256Digest.Of(Bytes), Crc64Nvme.Compute(Bytes));
}
