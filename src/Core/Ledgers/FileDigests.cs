using SmartTransfer.Core.Integrity;

namespace SmartTransfer.Core.Ledgers;

/// <summary>What is known of a completed file.</summary>
/// <param name="Crc64Nvme">CRC-64/NVME of the whole file, composed of the chunks' checksums.</param>
/// <param name="ChunkDigestsSha256">SHA-256 over the chunks' SHA-256 digests in order of offset.</param>
/// <param name="ChunkCount">Number of chunks (blocks) that make up the file.</param>
/// <param name="Sha256">SHA-256 of the whole file, where it was verified or follows from there being one chunk at most; else null.</param>
public sealed record FileDigests(ulong Crc64Nvme, Sha256Digest ChunkDigestsSha256, int ChunkCount, Sha256Digest? Sha256);
