using SmartTransfer.Client.Integrity;

namespace SmartTransfer.Client.Uploads;

/// <summary>A chunk in memory, with its digests.</summary>
internal sealed record HeldChunk(FileChunk Chunk, byte[] Buffer)
{
    public ReadOnlyMemory<byte> Bytes => Buffer.AsMemory(0, (int)Chunk.Length);
}
