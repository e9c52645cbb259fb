namespace SmartTransfer.Client;

/// <summary>A completed file. Digests are lower-case hexadecimal.</summary>
/// <param name="Crc64Nvme">CRC-64/NVME of the file.</param>
/// <param name="ChunkDigestsSha256">SHA-256 over the SHA-256 digests of its chunks.</param>
/// <param name="ChunkCount">How many chunks it has.</param>
/// <param name="Sha256">SHA-256 of the file, where the service knows it; else null.</param>
public sealed record CompletedFile(string Crc64Nvme, string ChunkDigestsSha256, int ChunkCount, string? Sha256);
