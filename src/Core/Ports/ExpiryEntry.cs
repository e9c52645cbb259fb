using SmartTransfer.Core.Identity;

namespace SmartTransfer.Core.Ports;

/// <summary>A session's entry in the expiry index.</summary>
/// <param name="Hour">The hour in which the session is due to be looked at.</param>
/// <param name="Id">The session.</param>
public readonly record struct ExpiryEntry(ExpiryHour Hour, UploadId Id)
{
    /// <summary>
    /// The client among whose open uploads the session counts, so that the sweep can remove it there if nobody else did; null
    /// if open uploads are not limited.
    /// </summary>
    public ClientKey? Opener { get; init; }
}
