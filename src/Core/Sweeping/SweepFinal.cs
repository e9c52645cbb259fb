using Microsoft.Extensions.Logging;
using SmartTransfer.Core.Concatenation;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Telemetry;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Core.Sweeping;

/// <summary>Deals with one entry of those under <see cref="ExpiryHour.Concatenations"/>: goes on with its final upload.</summary>
/// <remarks>
/// The attempt is noted before the work, in the place where the entry is found again if the work fails or this process dies in it:
/// after two attempts without success that is a later hour, and later each time. What copies something is back in its place.
/// </remarks>
public sealed class SweepFinal(
    ConcatenateUploads concatenate,
    RejectUpload rejectUpload,
    SweepSession sweepSession,
    ExpiryFiling filing,
    UploadSessions sessions,
    SweepOptions options,
    ILogger<SweepFinal> log)
{
    // Storage that fails for a moment does not cost a final upload an hour.
    private const int TriesAtOnce = 2;
    private const int TriesToEnd = 3;

    /// <summary>Goes on with a final upload for a while.</summary>
    /// <param name="entry">Its entry.</param>
    /// <param name="time">How long to copy.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    internal async Task<SweepStep> RunAsync(ExpiryEntry entry, TimeSpan time, CancellationToken cancellationToken)
    {
        try
        {
            var found = await sessions.FindAsync(entry.Id, cancellationToken);
            if (found is not { Session: { Role: UploadRole.Final, State: UploadState.Open or UploadState.Committing } session })
            {
                return await sweepSession.StepAsync(entry, found, cancellationToken);
            }

            var attempts = entry.Failures + 1;
            return SweepPauses.After(attempts - TriesAtOnce) is { } pause
                ? await AttemptAsync(entry, attempts, pause, time, cancellationToken)
                : await GiveUpAsync(entry, session, attempts, cancellationToken);
        }
        catch (Exception fault) when (IndexSweep.IsOwn(fault, cancellationToken))
        {
            // Its entry is where it belongs after a failure.
            CoreLog.SweepFailed(log, fault, entry.Id);
            return SweepStep.Failed;
        }
    }

    private async Task<SweepStep> AttemptAsync(
        ExpiryEntry entry, int attempts, TimeSpan pause, TimeSpan time, CancellationToken cancellationToken)
    {
        var place = attempts <= TriesAtOnce ? ExpiryHour.Concatenations : ExpiryHour.Of(sessions.Now + pause);
        var noted = await filing.MoveAsync(entry, place, attempts, cancellationToken);
        var outcome = await concatenate.RunAsync(entry.Id, time, cancellationToken);
        if (!outcome.TryGet(out var progress, out _))
        {
            // It ended, or another request changed it just now: a later run sees which.
            return await filing.RefileAsync(noted, sessions.Now + options.TombstoneLifetime, cancellationToken);
        }

        switch (progress.Step)
        {
            case ConcatenationStep.Completed:
                _ = await sweepSession.DoneAsync(noted, progress.Session, cancellationToken);
                return SweepStep.RolledForward;
            case ConcatenationStep.Copying:
                _ = await filing.MoveAsync(noted, ExpiryHour.Concatenations, 0, cancellationToken);
                return SweepStep.Copied;
            case ConcatenationStep.Underway:
                _ = await filing.MoveAsync(noted, ExpiryHour.Concatenations, entry.Failures, cancellationToken);
                return SweepStep.Refiled;
            case ConcatenationStep.Stuck:
                CoreLog.NothingCopied(log, entry.Id);
                return SweepStep.Failed;
            default:
                return await filing.RefileAsync(noted, sessions.Now + TimeSpan.FromHours(1), cancellationToken);
        }
    }

    /// <summary>
    /// Ends a final upload that cannot be put together, so that its client hears of it and its parts need not be kept. What cannot
    /// be ended either is set aside; so is a commit that was begun, which may have happened.
    /// </summary>
    private async Task<SweepStep> GiveUpAsync(
        ExpiryEntry entry, UploadSession session, int attempts, CancellationToken cancellationToken)
    {
        if (session.State is UploadState.Committing || attempts - TriesAtOnce >= SweepPauses.MaxFailures + TriesToEnd)
        {
            await filing.SetAsideAsync(entry, entry.Failures, cancellationToken);
            return SweepStep.Failed;
        }

        CoreLog.FinalGivenUp(log, entry.Id, entry.Failures);
        var noted = await filing.MoveAsync(entry, ExpiryHour.Of(sessions.Now + TimeSpan.FromDays(1)), attempts, cancellationToken);
        return await rejectUpload.RunAsync(session, RejectionReasons.CopyFailed, null, cancellationToken) is null
            ? SweepStep.Failed
            : await filing.RefileAsync(noted, sessions.Now + options.TombstoneLifetime, cancellationToken);
    }
}
