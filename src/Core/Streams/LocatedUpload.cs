using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Streams;

/// <summary>An upload and where its next body continues it.</summary>
/// <param name="Found">The session as the store holds it.</param>
/// <param name="Tip">Where; the file's end where the session is completed.</param>
internal sealed record LocatedUpload(StoredSession Found, StreamTip Tip)
{
    /// <summary>Why a body is not taken although it begins there; null where it is.</summary>
    public Failure? Refused { get; init; }
}
