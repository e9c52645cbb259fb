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
    LetGo letGo,
    RollForward rollForward,
    SweepPartial sweepPartial,
    SweepTombstone sweepTombstone)
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

        if (found is { Session.ClosedAt: not null })
        {
            // Before the entry is removed, or nobody would do it.
            await letGo.OpenAsync(entry, cancellationToken);
        }

        switch (found?.Session.State)
        {
            case UploadState.Completed when found.Session.Role is UploadRole.Partial:
                return await LetGoAsync(entry, found.Session, cancellationToken);
            case UploadState.Completed:
                return await DoneAsync(entry, found.Session, cancellationToken);
            case null:
                if (!await letGo.NeverStartedAsync(entry, cancellationToken))
                {
                    return SweepStep.Refiled;
                }

                await filing.RemoveAsync(entry, cancellationToken);
                return SweepStep.Removed;
            case UploadState.Open or UploadState.Committing when found.Session.Role is UploadRole.Final:
                // The timer that is there for them takes it up; here it would keep others waiting.
                _ = await filing.MoveAsync(entry, ExpiryHour.Concatenations, entry.Failures, cancellationToken);
                return SweepStep.Refiled;
            case UploadState.Open when now < found.SweepableAt:
                return await filing.RefileAsync(entry, found.SweepableAt, cancellationToken);
            case UploadState.Open:
                return await sweepTombstone.ExpireAsync(
                    entry, found.Session with { Counted = sessions.CountsOf(found) }, cancellationToken);
            case UploadState.Committing:
                return await RollForwardAsync(entry, found.Session, cancellationToken);
            default:
                return await sweepTombstone.BuryAsync(entry, found.Session, cancellationToken);
        }
    }

    /// <summary>Nothing is left to do for a completed upload but to let go of the key under which it was started, in its time.</summary>
    internal async Task<SweepStep> DoneAsync(ExpiryEntry entry, UploadSession completed, CancellationToken cancellationToken)
    {
        if (completed.StartClaim is { } key)
        {
            if (sessions.Now < completed.StartClaimKeptUntil)
            {
                return await filing.RefileAsync(entry with { StartClaim = key }, completed.StartClaimKeptUntil, cancellationToken);
            }

            await letGo.KeyAsync(entry.Id, key, cancellationToken);
        }

        await filing.RemoveAsync(entry, cancellationToken);
        return SweepStep.Removed;
    }

    private async Task<SweepStep> LetGoAsync(ExpiryEntry entry, UploadSession partial, CancellationToken cancellationToken) =>
        await sweepPartial.LookAgainAtAsync(partial, cancellationToken) is { } due
            ? await filing.RefileAsync(entry, due, cancellationToken)
            : await sweepTombstone.ExpireAsync(entry, partial, cancellationToken);

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
                _ = await DoneAsync(entry, ended, cancellationToken);
                break;
        }

        return SweepStep.RolledForward;
    }
}
