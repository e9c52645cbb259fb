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
public sealed class DeclareLength(UploadSessions sessions, LimitOptions limits)
{
    /// <summary>Declares the length.</summary>
    /// <param name="id">The upload.</param>
    /// <param name="lengthBytes">Length of the whole file, in bytes.</param>
    /// <param name="arrivedBytes">How far the upload stands: the file cannot be shorter.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The session with its length.</returns>
    public Task<Outcome<StoredSession>> RunAsync(UploadId id, long lengthBytes, long arrivedBytes, CancellationToken cancellationToken) =>
        sessions.ChangeAsync<StoredSession>(
            id, found => DeclareAsync(found, lengthBytes, arrivedBytes, cancellationToken), cancellationToken);

    private async Task<Outcome<StoredSession>?> DeclareAsync(
        StoredSession found, long lengthBytes, long arrivedBytes, CancellationToken cancellationToken)
    {
        var session = found.Session;
        if (session.LengthBytes is { } known)
        {
            return known == lengthBytes ? found : FailureCatalogue.LengthFixed(known, lengthBytes);
        }

        var refusal = sessions.CheckOpen(found)
            ?? LengthRule.Check(lengthBytes, session.LongestBytes(limits.MaxFileBytes))
            ?? (arrivedBytes > lengthBytes ? FailureCatalogue.LengthTooSmall(arrivedBytes, lengthBytes) : null)
            ?? Sha256Rule.Check(session.Expected, lengthBytes, limits.MaxSha256FileBytes);
        if (refusal is not null)
        {
            return refusal;
        }

        return await sessions.ReplaceAsync(session with { LengthBytes = lengthBytes }, cancellationToken) is { } declared
            ? (Outcome<StoredSession>)(found with { Session = declared })
            : null;
    }
}
