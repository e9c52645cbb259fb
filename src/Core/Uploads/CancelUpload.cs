using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Network;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Rules;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Telemetry;

namespace SmartTransfer.Core.Uploads;

/// <summary>Gives an upload up: what was staged is discarded at once. The row stays as a tombstone until the sweep, which discards once more what a late chunk may have staged.</summary>
public sealed class CancelUpload(ISessionStore sessions, IExpiryIndex expiries, ICommitStore commits, RollForward rollForward, SessionCache cache, NetworkRecorder network, TimeProvider clock)
{
    private const int MaxTries = 5;

    /// <summary>Cancels. Cancelling again is success, and discards again.</summary>
    /// <returns>The cancelled session.</returns>
    public Task<Outcome<UploadSession>> RunAsync(UploadId id, CancellationToken cancellationToken) => RunAsync(id, completedToo: false, cancellationToken);

    /// <summary>Cancels, and removes the file of an upload that was completed (termination in tus).</summary>
    /// <returns>The cancelled session.</returns>
    public Task<Outcome<UploadSession>> TerminateAsync(UploadId id, CancellationToken cancellationToken) => RunAsync(id, completedToo: true, cancellationToken);

    private Task<Outcome<UploadSession>> RunAsync(UploadId id, bool completedToo, CancellationToken cancellationToken) =>
        TransferActivities.TraceAsync("cancel upload", id, (Use: this, id, completedToo, cancellationToken), static call => call.Use.GiveUpAsync(call.id, call.completedToo, call.cancellationToken));

    private async Task<Outcome<UploadSession>> GiveUpAsync(UploadId id, bool completedToo, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var found = await sessions.FindAsync(id, cancellationToken);
            if (found is null)
            {
                return FailureCatalogue.UploadNotFound();
            }

            var session = found.Session;
            if (session.State is UploadState.Open)
            {
                session = await sessions.ReplaceAsync(session.MoveTo(UploadState.Cancelled, clock.GetUtcNow()), cancellationToken);
                if (session is null)
                {
                    continue;
                }

                await network.RememberAsync(found, cancellationToken);
            }

            cache.Forget(id);
            if (session.State is UploadState.Committing)
            {
                // Too late to cancel: whoever finds a commit under way finishes it.
                session = await rollForward.RunAsync(session, cancellationToken);
                if (session is null)
                {
                    continue;
                }

                await network.RememberAsync(found, cancellationToken);
            }

            network.Forget(id);
            if (session.State is UploadState.Completed && completedToo)
            {
                // The sweep has let go of what is completed: filed again first, or the tombstone would stay for ever.
                var now = clock.GetUtcNow();
                await expiries.FileAsync(new ExpiryEntry(ExpiryHour.Of(now), id), cancellationToken);
                session = await sessions.ReplaceAsync(session.MoveTo(UploadState.Cancelled, now), cancellationToken);
                if (session is null)
                {
                    continue;
                }

                cache.Forget(id);
            }

            if (session.State is not UploadState.Cancelled)
            {
                return OpenRule.Ended(session);
            }

            await commits.DiscardAsync(id, cancellationToken);
            return session;
        }

        return FailureCatalogue.UploadBusy();
    }
}
