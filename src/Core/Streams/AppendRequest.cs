using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Links;

namespace SmartTransfer.Core.Streams;

/// <summary>A body of any length on its way in, which goes on where the upload stands.</summary>
/// <param name="Id">The upload.</param>
/// <param name="Offset">Zero-based position of the body's first byte in the file: it must be where the upload stands.</param>
/// <param name="AnnouncedBytes">The body's announced length (Content-Length), in bytes; null when it was not announced.</param>
/// <param name="DeclaredLengthBytes">Length of the whole file, in bytes, where the client declares it with this body; else null.</param>
/// <param name="Digest">
/// What tells whether the body is right once it is whole; null where nothing does. With it all of the body counts or nothing.
/// </param>
/// <param name="Body">The bytes as they arrive.</param>
public sealed record AppendRequest(
    UploadId Id, long Offset, long? AnnouncedBytes, long? DeclaredLengthBytes, IStreamDigest? Digest, Stream Body)
{
    /// <summary>By which protocol it comes.</summary>
    public Dialect Dialect { get; init; }

    /// <summary>
    /// CRC-64/NVME of the bytes that the body shall follow, as the client was told it; null where it does not say. Two clients that were
    /// told the same offset after different bytes are told apart by it.
    /// </summary>
    public ulong? PrefixCrc64 { get; init; }

    /// <summary>What the client says its attempts since its last report cost; null when it says nothing.</summary>
    public TransferReport? Report { get; init; }
}
