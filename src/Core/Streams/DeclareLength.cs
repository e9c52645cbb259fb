using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Network;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Rules;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Core.Streams;

/// <summary>Notes the length of a file that was started without one. It is declared once; declaring the same again is success.</summary>
public sealed class DeclareLength(ISessionStore sessions, SessionCache cache, NetworkRecorder network, LimitOptions limits, TimeProvider clock)
{
    private const int MaxTries = 5;

    /// <summary>Declares the length.</summary>
    /// <param name="id">The upload.</param>
    /// <param name="lengthBytes">Length of the whole file, in bytes.</param>
    /// <param name="arrivedBytes">How far the upload stands: the file cannot be shorter.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The session with its length.</returns>
    public async Task<Outcome<StoredSession>> RunAsync(UploadId id, long lengthBytes, long arrivedBytes, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var found = await sessions.FindAsync(id, cancellationToken);
            if (found is null)
            {
                return FailureCatalogue.UploadNotFound();
            }

            var session = found.Session;
            if (session.LengthBytes is { } known)
            {
                return known == lengthBytes ? found : FailureCatalogue.LengthFixed(known, lengthBytes);
            }

            var refusal = OpenRule.Check(session, network.LastActivityAt(found) + session.Lifetime, clock.GetUtcNow())
                ?? LengthRule.Check(lengthBytes, limits.MaxFileBytes)
                ?? (arrivedBytes > lengthBytes ? FailureCatalogue.LengthTooSmall(arrivedBytes, lengthBytes) : null)
                ?? Sha256Rule.Check(session.Expected, lengthBytes, limits.MaxSha256FileBytes);
            if (refusal is not null)
            {
                return refusal;
            }

            var declared = await sessions.ReplaceAsync(session with { LengthBytes = lengthBytes }, cancellationToken);
            cache.Forget(id);
            if (declared is not null)
            {
                return found with { Session = declared };
            }
        }

        return FailureCatalogue.UploadBusy();
    }
}
