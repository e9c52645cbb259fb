using Microsoft.Extensions.Logging;
using SmartTransfer.Core.Concatenation;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Telemetry;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Core.Sweeping;

/// <summary>Deals with one entry of the expiry index.</summary>
/// <remarks>
/// An entry is filed under its new hour before it leaves the old one, and rows go before the entry does: dying between two
/// steps leaves work that a later run finds, never work that nobody finds.
/// </remarks>
public sealed class SweepSession(UploadSessions sessions, ExpiryFiling filing, IOpenUploads openUploads, ICommitStore commits, RollForward rollForward, SweepFinal sweepFinal, SweepOptions options)
{
    /// <summary>Deals with it.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="copyTime">How long to go on with a final upload's concatenation, where the entry is one's.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    internal Task<SweepStep> RunAsync(ExpiryEntry entry, TimeSpan copyTime, CancellationToken cancellationToken) =>
        filing.StepAsync(entry, () => StepAsync(entry, copyTime, cancellationToken), cancellationToken);

    private async Task<SweepStep> StepAsync(ExpiryEntry entry, TimeSpan copyTime, CancellationToken cancellationToken)
    {
        var now = sessions.Now;
        var found = await sessions.FindAsync(entry.Id, cancellationToken);
        if (entry.Opener is { } opener && (found is null ? entry.Hour != ExpiryHour.Concatenations : found.Session.ClosedAt is not null))
        {
            // Before the entry goes, or nobody would. A final upload without a session may be one that is being started this very moment.
            await openUploads.RemoveAsync(opener, entry.Id, cancellationToken);
        }

        switch (found?.Session.State)
        {
            case UploadState.Completed when found.Session.Role is UploadRole.Partial:
                return await LetGoAsync(entry, found.Session, now, cancellationToken);
            case null or UploadState.Completed:
                await filing.RemoveAsync(entry, cancellationToken);
                return SweepStep.Removed;
            case UploadState.Open when found.Session.Role is UploadRole.Final:
                return await sweepFinal.RunAsync(entry, copyTime, cancellationToken);
            case UploadState.Open when now < found.SweepableAt:
                return await filing.RefileAsync(entry, found.SweepableAt, cancellationToken);
            case UploadState.Open:
                return await ExpireAsync(entry, found.Session, now, cancellationToken);
            case UploadState.Committing:
                return await RollForwardAsync(entry, found.Session, cancellationToken);
            default:
                return await BuryAsync(entry, found.Session, now, cancellationToken);
        }
    }

    private async Task<SweepStep> ExpireAsync(ExpiryEntry entry, UploadSession session, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await sessions.ReplaceAsync(session.MoveTo(UploadState.Expired, now), cancellationToken) is null)
        {
            // Somebody completed or cancelled it this very moment; the entry stays, and the next run looks again.
            return SweepStep.Refiled;
        }

        await commits.DiscardAsync(entry.Id, cancellationToken);
        _ = await filing.RefileAsync(entry, now + options.TombstoneLifetime, cancellationToken);
        return SweepStep.Expired;
    }

    private async Task<SweepStep> LetGoAsync(ExpiryEntry entry, UploadSession partial, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var due = sweepFinal.GoesAt(partial);
        return now >= due ? await ExpireAsync(entry, partial, now, cancellationToken) : await filing.RefileAsync(entry, due, cancellationToken);
    }

    private async Task<SweepStep> RollForwardAsync(ExpiryEntry entry, UploadSession session, CancellationToken cancellationToken)
    {
        var ended = await rollForward.RunAsync(session, null, cancellationToken);
        if (ended is { State: UploadState.Completed })
        {
            await filing.RemoveAsync(entry, cancellationToken);
        }

        return SweepStep.RolledForward;
    }

    /// <summary>Removes a tombstone that has stood long enough, and what late chunks have staged under it.</summary>
    private async Task<SweepStep> BuryAsync(ExpiryEntry entry, UploadSession session, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var due = (session.ClosedAt ?? now) + options.TombstoneLifetime;
        if (now < due)
        {
            // A cancel or an expiry that died before it discarded is made good here.
            await commits.DiscardAsync(entry.Id, cancellationToken);
            return await filing.RefileAsync(entry, due, cancellationToken);
        }

        await commits.DiscardAsync(entry.Id, cancellationToken);
        await sessions.RemoveAsync(entry.Id, cancellationToken);
        await filing.RemoveAsync(entry, cancellationToken);
        return SweepStep.Removed;
    }
}
