using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Uploads;

/// <summary>Where an upload stands, for its client.</summary>
/// <param name="Session">The session. An open session whose time is over is given as expired.</param>
/// <param name="ExpiresAt">When it expires unless it is touched before; null once it has ended.</param>
/// <param name="BytesReceived">Bytes that need not be sent again.</param>
/// <param name="Received">The ranges that need not be sent again.</param>
/// <param name="Missing">The ranges still to be sent.</param>
/// <param name="Chunks">Every chunk that is staged or committed, in order of offset.</param>
/// <param name="Conflicts">The ranges for which different contents were sent.</param>
/// <param name="Counters">What was counted of the session's network.</param>
/// <param name="Advice">What the client should do.</param>
public sealed record UploadStatus(
    UploadSession Session,
    DateTimeOffset? ExpiresAt,
    long BytesReceived,
    IReadOnlyList<ByteRange> Received,
    IReadOnlyList<ByteRange> Missing,
    IReadOnlyList<BlockId> Chunks,
    IReadOnlyList<RangeConflict> Conflicts,
    NetworkCounters Counters,
    TransferAdvice Advice)
{
    /// <summary>
    /// Share of the file that need not be sent again, 0 to 100; an empty file is all there. Null while the file's length is not
    /// declared.
    /// </summary>
    public double? Percentage => Session.LengthBytes switch
    {
        null => null,
        0 => 100,
        { } length => Math.Floor(10_000d * BytesReceived / length) / 100,
    };
}
