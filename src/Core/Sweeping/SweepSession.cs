using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Quotas;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Core.Sweeping;

/// <summary>Deals with one entry of the expiry index.</summary>
/// <remarks>
/// An entry is filed under its new hour before it leaves the old one, and rows go before the entry does: dying between two
/// steps leaves work that a later run finds, never work that nobody finds.
/// </remarks>
public sealed class SweepSession(
    UploadSessions sessions,
    ExpiryFiling filing,
    IOpenUploads openUploads,
    ICommitStore commits,
    RollForward rollForward,
    SweepPartial sweepPartial,
    SweepOptions options)
{
    /// <summary>Deals with it.</summary>
    internal Task<SweepStep> RunAsync(ExpiryEntry entry, CancellationToken cancellationToken) =>
        filing.StepAsync(
            entry,
            async () => await StepAsync(entry, await sessions.FindAsync(entry.Id, cancellationToken), cancellationToken),
            cancellationToken);

    /// <summary>Deals with an entry whose session was read already. What goes wrong is thrown.</summary>
    internal async Task<SweepStep> StepAsync(ExpiryEntry entry, StoredSession? found, CancellationToken cancellationToken)
    {
        var now = sessions.Now;
        if (found is null && now < entry.FiledAt + OpenSessions.StartTakes)
        {
            // The entry is written before the session: it may just be being started.
            return SweepStep.Refiled;
        }

        if (entry.Opener is { } opener && found is null or { Session.ClosedAt: not null })
        {
            // Before the entry is removed, or nobody would do it.
            await openUploads.RemoveAsync(opener, entry.Id, cancellationToken);
        }

        switch (found?.Session.State)
        {
            case UploadState.Completed when found.Session.Role is UploadRole.Partial:
                return await LetGoAsync(entry, found.Session, cancellationToken);
            case null or UploadState.Completed:
                await filing.RemoveAsync(entry, cancellationToken);
                return SweepStep.Removed;
            case UploadState.Open or UploadState.Committing when found.Session.Role is UploadRole.Final:
                // The timer that is there for them takes it up; here it would keep others waiting.
                _ = await filing.MoveAsync(entry, ExpiryHour.Concatenations, entry.Failures, cancellationToken);
                return SweepStep.Refiled;
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

    private async Task<SweepStep> ExpireAsync(
        ExpiryEntry entry, UploadSession session, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await sessions.ReplaceAsync(session.MoveTo(UploadState.Expired, now), cancellationToken) is null)
        {
            // Somebody completed or cancelled it at the same moment; the entry stays, and the next run looks again.
            return SweepStep.Refiled;
        }

        await commits.DiscardAsync(session.Blob, cancellationToken);
        _ = await filing.RefileAsync(entry, now + options.TombstoneLifetime, cancellationToken);
        return SweepStep.Expired;
    }

    private async Task<SweepStep> LetGoAsync(ExpiryEntry entry, UploadSession partial, CancellationToken cancellationToken) =>
        await sweepPartial.LookAgainAtAsync(partial, cancellationToken) is { } due
            ? await filing.RefileAsync(entry, due, cancellationToken)
            : await ExpireAsync(entry, partial, sessions.Now, cancellationToken);

    private async Task<SweepStep> RollForwardAsync(ExpiryEntry entry, UploadSession session, CancellationToken cancellationToken)
    {
        var ended = await rollForward.RunAsync(session, null, cancellationToken);
        switch (ended)
        {
            case { State: UploadState.Completed, Role: UploadRole.Partial }:
                // It is no file of its own, and goes in its time.
                _ = await LetGoAsync(entry, ended, cancellationToken);
                break;
            case { State: UploadState.Completed }:
                await filing.RemoveAsync(entry, cancellationToken);
                break;
        }

        return SweepStep.RolledForward;
    }

    /// <summary>Removes a tombstone that has stood long enough, and what late chunks have staged under it.</summary>
    private async Task<SweepStep> BuryAsync(
        ExpiryEntry entry, UploadSession session, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var due = (session.ClosedAt ?? now) + options.TombstoneLifetime;
        if (now < due)
        {
            // This repairs a cancel or an expiry whose instance died before it discarded the blocks.
            await commits.DiscardAsync(session.Blob, cancellationToken);
            return await filing.RefileAsync(entry, due, cancellationToken);
        }

        await commits.DiscardAsync(session.Blob, cancellationToken);
        await sessions.RemoveAsync(session, cancellationToken);
        await filing.RemoveAsync(entry, cancellationToken);
        return SweepStep.Removed;
    }
}
