using SmartTransfer.Core.Identity;

namespace SmartTransfer.Core.Ports;

/// <summary>A session's entry in the expiry index.</summary>
/// <param name="Hour">The hour in which the session is due to be looked at.</param>
/// <param name="Id">The session.</param>
public readonly record struct ExpiryEntry(ExpiryHour Hour, UploadId Id)
{
    /// <summary>Among whose open uploads the session is noted, so that the sweep can strike it out where nobody else did; null for nobody's.</summary>
    public ClientKey? Opener { get; init; }
}
