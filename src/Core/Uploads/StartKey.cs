using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Integrity;

namespace SmartTransfer.Core.Uploads;

/// <summary>Under which key a client starts an upload once.</summary>
/// <param name="Claim">The claim of the key, which is the caller's own.</param>
/// <param name="Fingerprint">What the request asks for (<see cref="StartFingerprint"/>).</param>
public sealed record StartKey(ClaimKey Claim, Sha256Digest Fingerprint);
