using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Rules;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Telemetry;

namespace SmartTransfer.Core.Uploads;

/// <summary>
/// Removes the file of a completed upload. The record says so before the file goes: from then on nobody reads it. What is left is a
/// tombstone until the sweep, which discards once more.
/// </summary>
public sealed class RemoveFile(UploadSessions sessions, IExpiryIndex expiries, DiscardFile discardFile, SweepOptions options)
{
    /// <summary>Removes it. Removing it again is success, and discards again; so is removing what is gone from storage.</summary>
    /// <returns>The session, whose state is <see cref="UploadState.Removed"/>.</returns>
    public async Task<Outcome<UploadSession>> RunAsync(NamedUpload upload, CancellationToken cancellationToken)
    {
        using var activity = TransferActivities.Begin("remove file", upload.Id);
        return activity.Ended(
            await sessions.ChangeAsync(upload, found => StepAsync(found.Session, cancellationToken), cancellationToken));
    }

    /// <summary>Removes it if it is as it was read; where another write came first nothing is done.</summary>
    internal async Task TryAsync(StoredSession found, CancellationToken cancellationToken) =>
        _ = await StepAsync(found.Session, cancellationToken);

    /// <summary>Makes the record of a completed upload say that its file is removed.</summary>
    /// <returns>The record; null when another write came first: read it again.</returns>
    internal async Task<UploadSession?> MoveAsync(UploadSession completed, CancellationToken cancellationToken)
    {
        // The sweep has let go of what is completed: filed again first, or the tombstone would stay for ever. And for when the tombstone is
        // due, or a sweep that comes between the two writes would take the upload for completed and drop the entry.
        var now = sessions.Now;
        var due = ExpiryHour.Of(now + options.TombstoneLifetime);
        await expiries.FileAsync(new ExpiryEntry(due, completed.Id) { StartClaim = completed.StartClaim }, cancellationToken);
        return await sessions.ReplaceAsync(completed.MoveTo(UploadState.Removed, now), cancellationToken);
    }

    private async Task<Outcome<UploadSession>?> StepAsync(UploadSession session, CancellationToken cancellationToken)
    {
        switch (session.State)
        {
            case UploadState.Open:
                return FailureCatalogue.UploadNotComplete();
            case UploadState.Committing:
                return FailureCatalogue.UploadCommitting();
            case UploadState.Completed:
                if (await MoveAsync(session, cancellationToken) is not { } removed)
                {
                    return null;
                }

                session = removed;
                break;
            case UploadState.Removed:
                break;
            default:
                return OpenRule.Ended(session);
        }

        await discardFile.RunAsync(session, cancellationToken);
        return session;
    }
}
