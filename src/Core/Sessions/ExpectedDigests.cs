using SmartTransfer.Core.Integrity;

namespace SmartTransfer.Core.Sessions;

/// <summary>
/// What the client says the whole file's digests are. Each is optional, and each that is given is checked before the upload
/// completes.
/// </summary>
/// <param name="Sha256">SHA-256 of the whole file. Costs one pass over the committed blob, up to <c>Limits:MaxSha256FileBytes</c>.</param>
/// <param name="Crc64Nvme">CRC-64/NVME of the whole file. Follows from the chunks' checksums; costs nothing.</param>
/// <param name="ChunkDigestsSha256">SHA-256 over the chunks' 32-byte SHA-256 digests in order of offset. Costs nothing.</param>
public sealed record ExpectedDigests(Sha256Digest? Sha256 = null, ulong? Crc64Nvme = null, Sha256Digest? ChunkDigestsSha256 = null)
{
    /// <summary>No expectation.</summary>
    public static ExpectedDigests None { get; } = new();

    /// <summary>These expectations, with those of <paramref name="later"/> in place where it has any.</summary>
    public ExpectedDigests OverriddenBy(ExpectedDigests later) =>
        new(later.Sha256 ?? Sha256, later.Crc64Nvme ?? Crc64Nvme, later.ChunkDigestsSha256 ?? ChunkDigestsSha256);
}
