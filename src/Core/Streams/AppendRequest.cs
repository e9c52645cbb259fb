using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Sessions;

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
    /// <summary>Whether the file is complete with this body.</summary>
    public FileEnd End { get; init; }

    /// <summary>Where the file ends, in bytes, if it ends with this body and the client says how long that is; else null.</summary>
    public long? EndBytes => End is FileEnd.WithBody ? Offset + AnnouncedBytes : null;

    /// <summary>What the digests of the whole file must be, where the client says so with the body that ends the file.</summary>
    public ExpectedDigests Expected { get; init; } = ExpectedDigests.None;

    /// <summary>
    /// Whether the client sends one body at a time, so that another that is still on its way to this instance is one that it has given
    /// up: that body ends, and what arrived of it counts.
    /// </summary>
    public bool EndsOlderBodies { get; init; }

    /// <summary>
    /// Whether a body without bytes at the end of a completed upload is refused; else it is told once more that it is complete.
    /// </summary>
    public bool RefusesCompleted { get; init; }

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
