namespace SmartTransfer.Client;

/// <summary>A chunk that the service holds.</summary>
/// <param name="Range">Where in the file.</param>
/// <param name="Sha256">SHA-256 of its bytes, lower-case hexadecimal.</param>
/// <param name="Crc64Nvme">CRC-64/NVME of its bytes, lower-case hexadecimal.</param>
public sealed record StoredChunk(ByteRange Range, string Sha256, string Crc64Nvme);
