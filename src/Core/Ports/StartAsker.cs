using SmartTransfer.Core.Identity;

namespace SmartTransfer.Core.Ports;

/// <summary>Who wants to start an upload, as far as that is known.</summary>
/// <param name="Protocol">By which protocol: native, tus, resumable.</param>
/// <param name="Owner">The owner's key; null where no token was asked for.</param>
/// <param name="Subject">Whom the token names; null for nobody.</param>
/// <param name="Claims">Claims of the token, verified, as far as the settings list them.</param>
/// <param name="Address">A keyed hash of the client's address.</param>
public sealed record StartAsker(
    string Protocol, OwnerKey? Owner, string? Subject, IReadOnlyDictionary<string, string> Claims, ClientKey? Address)
{
    /// <summary>Nobody that is known.</summary>
    public static StartAsker Unknown { get; } = new(string.Empty, null, null, new Dictionary<string, string>(), null);
}
