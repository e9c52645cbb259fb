using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Telemetry;

namespace SmartTransfer.Core.Uploads;

/// <summary>
/// Gives an open upload another lifetime from now, as a chunk does, but without one. Never beyond what storage keeps of it
/// (<see cref="SessionOptions.LongestWithoutChunk"/>). The index of expiries is left as it is: the sweep files the upload anew when it
/// finds that it is not due.
/// </summary>
public sealed class ExtendUpload(UploadSessions sessions)
{
    /// <summary>Extends it. A final upload needs no extension: it lives as long as its parts do.</summary>
    /// <returns>The session as it is stored now.</returns>
    public async Task<Outcome<StoredSession>> RunAsync(NamedUpload upload, CancellationToken cancellationToken)
    {
        using var activity = TransferActivities.Begin("extend upload", upload.Id);
        return activity.Ended(await sessions.ChangeAsync(upload, found => StepAsync(found, cancellationToken), cancellationToken));
    }

    private async Task<Outcome<StoredSession>?> StepAsync(StoredSession found, CancellationToken cancellationToken)
    {
        if (sessions.CheckOpen(found) is { } closed)
        {
            return closed;
        }

        var expiresAt = sessions.ExpiresAt(found);
        var wanted = sessions.Now + found.Session.Lifetime;
        if (wanted <= expiresAt || found.Session.Role is UploadRole.Final)
        {
            return found;
        }

        var latest = sessions.LastActivityAt(found) + SessionOptions.LongestWithoutChunk;
        if (latest <= expiresAt)
        {
            return FailureCatalogue.ExtensionExhausted(expiresAt);
        }

        var extended = found.Session with { ExtendedTo = wanted < latest ? wanted : latest };
        if (await sessions.ReplaceAsync(extended, cancellationToken) is not { } stored)
        {
            return null;
        }

        return found with { Session = stored };
    }
}
