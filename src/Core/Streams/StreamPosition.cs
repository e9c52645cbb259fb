using SmartTransfer.Core.Links;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Streams;

/// <summary>Where an upload stands for a client that sends it from its beginning to its end.</summary>
/// <param name="Session">The session.</param>
/// <param name="OffsetBytes">
/// How far blocks tile the file from its beginning: where the next body begins. The file's length once it is there.
/// </param>
/// <param name="ExpiresAt">When the upload expires unless it is touched before; null once it has ended.</param>
/// <param name="Advice">What the client should do next.</param>
public sealed record StreamPosition(UploadSession Session, long OffsetBytes, DateTimeOffset? ExpiresAt, TransferAdvice Advice)
{
    /// <summary>CRC-64/NVME of all bytes before the offset; null where it is not known.</summary>
    public ulong? PrefixCrc64 { get; init; }
}
