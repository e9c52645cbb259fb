namespace SmartTransfer.Core.Integrity;

/// <summary>What is known of a chunk once its last byte has passed.</summary>
/// <param name="Length">The chunk's length in bytes.</param>
/// <param name="Sha256">The SHA-256 of its bytes: what the client vouches for.</param>
/// <param name="Crc64">The <see cref="Crc64Nvme"/> of its bytes: what storage checks, and what composes into the file's.</param>
public readonly record struct ChunkDigests(long Length, Sha256Digest Sha256, ulong Crc64);
