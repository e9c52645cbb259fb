namespace SmartTransfer.Azure.Events;

/// <summary>The digests of a completed file in an event, in hexadecimal digits.</summary>
/// <param name="Sha256">SHA-256 of the whole file, where it is known.</param>
/// <param name="Crc64nvme">CRC-64/NVME of the whole file.</param>
/// <param name="ChunkDigestsSha256">SHA-256 over the chunks' digests in order of offset.</param>
internal sealed record UploadEventDigests(string? Sha256, string Crc64nvme, string ChunkDigestsSha256);
