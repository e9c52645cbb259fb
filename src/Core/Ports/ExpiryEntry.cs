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

    /// <summary>The claim of its blob's name, where other uploads may want the same one.</summary>
    public ClaimKey? NameClaim { get; init; }

    /// <summary>The claim of the key under which it was started, if there was one.</summary>
    public ClaimKey? StartClaim { get; init; }

    /// <summary>Where it is listed, so that the sweep can strike it out if it was never started; null where lists are not kept.</summary>
    public ListPlace? Listed { get; init; }

    /// <summary>How many runs in a row could not deal with the session, or died while they worked on it.</summary>
    public int Failures { get; init; }

    /// <summary>When the entry was filed last, by the store's clock; the earliest instant in one that was not read from a store.</summary>
    public DateTimeOffset FiledAt { get; init; }

    /// <summary>The store's version of the entry (an ETag); null in one that neither was read nor came back from filing.</summary>
    public string? Version { get; init; }
}
