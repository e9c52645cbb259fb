using SmartTransfer.Core.Quotas;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Core.Concatenation;

/// <summary>Whether a final upload still needs its part.</summary>
internal static class PartHolds
{
    /// <summary>
    /// True while the final upload is open or being committed. Its own session says so, so nothing that stood still for a while is
    /// taken for ended; one that is not there yet is being started, for as long as a start takes.
    /// </summary>
    public static async Task<bool> IsLiveAsync(this PartHold hold, UploadSessions sessions, CancellationToken cancellationToken) =>
        await sessions.FindAsync(hold.Final, cancellationToken) is { } final
            ? final.Session.ClosedAt is null
            : sessions.Now < hold.Since + OpenSessions.StartTakes;
}
