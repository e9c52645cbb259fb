using Microsoft.Extensions.Logging;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Core.Sweeping;

/// <summary>Deals with one entry of the expiry index.</summary>
/// <remarks>
/// An entry is filed under its new hour before it leaves the old one, and rows go before the entry does: dying between two
/// steps leaves work that a later run finds, never work that nobody finds.
/// </remarks>
public sealed class SweepSession(ISessionStore sessions, IExpiryIndex expiries, ICommitStore commits, RollForward rollForward, SessionCache cache, SweepOptions options, TimeProvider clock, ILogger<SweepSession> log)
{
    internal async Task<SweepStep> RunAsync(ExpiryEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            return await StepAsync(entry, cancellationToken);
        }
        catch (Exception fault) when (IsOwn(fault, cancellationToken))
        {
            // One session that cannot be dealt with must not keep the sweep from the others, now or in the next run.
            CoreLog.SweepFailed(log, fault, entry.Id);
            try
            {
                await RefileAsync(entry, clock.GetUtcNow() + TimeSpan.FromHours(1), cancellationToken);
            }
            catch (Exception again) when (IsOwn(again, cancellationToken))
            {
                // The entry stays where it is.
            }

            return SweepStep.Failed;
        }
    }

    private static bool IsOwn(Exception fault, CancellationToken cancellationToken) =>
        fault is not OperationCanceledException || !cancellationToken.IsCancellationRequested;

    private async Task<SweepStep> StepAsync(ExpiryEntry entry, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var found = await sessions.FindAsync(entry.Id, cancellationToken);
        switch (found?.Session.State)
        {
            case null or UploadState.Completed:
                await expiries.RemoveAsync(entry, cancellationToken);
                return SweepStep.Removed;
            case UploadState.Open when now < found.SweepableAt:
                await RefileAsync(entry, found.SweepableAt, cancellationToken);
                return SweepStep.Refiled;
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

        cache.Forget(entry.Id);
        await commits.DiscardAsync(entry.Id, cancellationToken);
        await RefileAsync(entry, now + options.TombstoneLifetime, cancellationToken);
        return SweepStep.Expired;
    }

    private async Task<SweepStep> RollForwardAsync(ExpiryEntry entry, UploadSession session, CancellationToken cancellationToken)
    {
        var ended = await rollForward.RunAsync(session, cancellationToken);
        if (ended is { State: UploadState.Completed })
        {
            await expiries.RemoveAsync(entry, cancellationToken);
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
            await RefileAsync(entry, due, cancellationToken);
            return SweepStep.Refiled;
        }

        await commits.DiscardAsync(entry.Id, cancellationToken);
        await sessions.RemoveAsync(entry.Id, cancellationToken);
        cache.Forget(entry.Id);
        await expiries.RemoveAsync(entry, cancellationToken);
        return SweepStep.Removed;
    }

    private async Task RefileAsync(ExpiryEntry entry, DateTimeOffset dueAt, CancellationToken cancellationToken)
    {
        var later = entry with { Hour = ExpiryHour.Of(dueAt) };
        if (later.Hour != entry.Hour)
        {
            await expiries.FileAsync(later, cancellationToken);
            await expiries.RemoveAsync(entry, cancellationToken);
        }
    }
}
