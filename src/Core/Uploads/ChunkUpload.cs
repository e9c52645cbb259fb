using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Links;

namespace SmartTransfer.Core.Uploads;

/// <summary>A chunk on its way in.</summary>
/// <param name="Id">The upload.</param>
/// <param name="Offset">Zero-based position of the chunk's first byte in the file.</param>
/// <param name="AnnouncedBytes">The body's announced length (Content-Length), in bytes; null when it was not announced.</param>
/// <param name="Sha256">The SHA-256 that the client computed of the chunk.</param>
/// <param name="Body">The chunk's bytes as they arrive.</param>
public sealed record ChunkUpload(UploadId Id, long Offset, long? AnnouncedBytes, Sha256Digest Sha256, Stream Body)
{
    /// <summary>By which protocol it comes.</summary>
    public Dialect Dialect { get; init; }

    /// <summary>
    /// Whether the body is handed on as it arrives, so that the time it takes is the link's. The Functions host does so only
    /// with bodies whose length is not announced.
    /// </summary>
    public bool Streamed { get; init; }

    /// <summary>What the client says its attempts since its last report cost; null when it says nothing.</summary>
    public TransferReport? Report { get; init; }
}
