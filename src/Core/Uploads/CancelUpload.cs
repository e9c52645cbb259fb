using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Network;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Rules;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Telemetry;

namespace SmartTransfer.Core.Uploads;

/// <summary>
/// Gives an upload up: what was staged is discarded at once. The row stays as a tombstone until the sweep, which discards once
/// more what a late chunk may have staged.
/// </summary>
public sealed class CancelUpload(
    UploadSessions sessions, RemoveFile removeFile, DiscardFile discardFile, RollForward rollForward, NetworkRecorder network)
{
    /// <summary>Cancels. Cancelling again is success, and discards again.</summary>
    /// <returns>The cancelled session.</returns>
    public Task<Outcome<UploadSession>> RunAsync(NamedUpload upload, CancellationToken cancellationToken) =>
        RunAsync(upload, Reach.Commit, cancellationToken);

    /// <summary>
    /// Cancels an upload that is open, and no other: a commit under way is neither finished nor undone, and no file appears.
    /// </summary>
    /// <returns>The cancelled session.</returns>
    public Task<Outcome<UploadSession>> GiveUpAsync(NamedUpload upload, CancellationToken cancellationToken) =>
        RunAsync(upload, Reach.Open, cancellationToken);

    /// <summary>Cancels, and removes the file of an upload that was completed.</summary>
    /// <returns>The session, cancelled or without its file.</returns>
    public Task<Outcome<UploadSession>> TerminateAsync(NamedUpload upload, CancellationToken cancellationToken) =>
        RunAsync(upload, Reach.File, cancellationToken);

    private async Task<Outcome<UploadSession>> RunAsync(NamedUpload upload, Reach reach, CancellationToken cancellationToken)
    {
        using var activity = TransferActivities.Begin("cancel upload", upload.Id);
        return activity.Ended(
            await sessions.ChangeAsync(upload, found => StepAsync(found, reach, cancellationToken), cancellationToken));
    }

    private async Task<Outcome<UploadSession>?> StepAsync(StoredSession found, Reach reach, CancellationToken cancellationToken)
    {
        var session = found.Session;
        var id = session.Id;
        if (session.State is UploadState.Open)
        {
            var given = session.MoveTo(UploadState.Cancelled, sessions.Now) with { Counted = sessions.CountsOf(found) };
            if (await sessions.ReplaceAsync(given, cancellationToken) is not { } cancelled)
            {
                return null;
            }

            session = cancelled;
            await network.RememberAsync(found, cancellationToken);
        }

        sessions.Forget(id);
        if (session.State is UploadState.Committing)
        {
            if (reach is Reach.Open)
            {
                return FailureCatalogue.UploadCommitting();
            }

            // Too late to cancel: whoever finds a commit under way finishes it.
            if (await rollForward.RunAsync(session, null, cancellationToken) is not { } ended)
            {
                return null;
            }

            session = ended;
            await network.RememberAsync(found, cancellationToken);
        }

        network.Forget(id);
        if (session.State is UploadState.Completed && reach is Reach.File)
        {
            if (await removeFile.MoveAsync(session, cancellationToken) is not { } removed)
            {
                return null;
            }

            session = removed;
        }

        if (session.State is not UploadState.Cancelled && (session.State, reach) is not (UploadState.Removed, Reach.File))
        {
            return OpenRule.Ended(session);
        }

        await discardFile.RunAsync(session, cancellationToken);
        return session;
    }

    /// <summary>How far along an upload may be for a cancel to touch it.</summary>
    private enum Reach
    {
        /// <summary>Open alone.</summary>
        Open,

        /// <summary>A commit under way is finished.</summary>
        Commit,

        /// <summary>A file is removed.</summary>
        File,
    }
}
