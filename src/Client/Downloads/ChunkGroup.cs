using SmartTransfer.Client.Integrity;

namespace SmartTransfer.Client.Downloads;

/// <summary>Neighbouring chunks that are fetched by one request (rule 10.2).</summary>
internal sealed record ChunkGroup(IReadOnlyList<FileChunk> Chunks)
{
    public long End => Chunks[^1].End;
}
