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
public sealed class SweepSession(ISessionStore sessions, IExpiryIndex expiries, IOpenUploads openUploads, ICommitStore commits, RollForward rollForward, ConcatenateUploads concatenate, SessionCache cache, SweepOptions options, ConcatenationOptions concatenation, TimeProvider clock, ILogger<SweepSession> log)
{
    /// <summary>Deals with it.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="copyTime">How long to go on with a final upload's concatenation, where the entry is one's.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    internal async Task<SweepStep> RunAsync(ExpiryEntry entry, TimeSpan copyTime, CancellationToken cancellationToken)
    {
        try
        {
            return await StepAsync(entry, copyTime, cancellationToken);
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

    private async Task<SweepStep> StepAsync(ExpiryEntry entry, TimeSpan copyTime, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
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
                await expiries.RemoveAsync(entry, cancellationToken);
                return SweepStep.Removed;
            case UploadState.Open when found.Session.Role is UploadRole.Final:
                return await ConcatenateAsync(entry, copyTime, now, cancellationToken);
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

    /// <summary>A complete partial upload is no file of its own: it goes when nobody needs it for a final one any more.</summary>
    private async Task<SweepStep> LetGoAsync(ExpiryEntry entry, UploadSession partial, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var due = partial.ConcatenatedAt is { } concatenatedAt ? concatenatedAt + partial.Lifetime : (partial.ClosedAt ?? partial.CreatedAt) + concatenation.PartialLifetime;
        if (now >= due)
        {
            return await ExpireAsync(entry, partial, now, cancellationToken);
        }

        await RefileAsync(entry, due, cancellationToken);
        return SweepStep.Refiled;
    }

    private async Task<SweepStep> ConcatenateAsync(ExpiryEntry entry, TimeSpan copyTime, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var outcome = await concatenate.RunAsync(entry.Id, copyTime, cancellationToken);
        if (!outcome.TryGet(out var progress, out _))
        {
            // It ended, or another request changed it just now: a later run sees which.
            await RefileAsync(entry, now + options.TombstoneLifetime, cancellationToken);
            return SweepStep.Refiled;
        }

        switch (progress.Step)
        {
            case ConcatenationStep.Completed:
                await expiries.RemoveAsync(entry, cancellationToken);
                return SweepStep.RolledForward;
            case ConcatenationStep.Copying:
                // It has an entry by which it is gone on with; this one may be it.
                if (entry.Hour != ExpiryHour.Concatenations)
                {
                    await expiries.RemoveAsync(entry, cancellationToken);
                }

                return SweepStep.Refiled;
            default:
                await RefileAsync(entry, now + TimeSpan.FromHours(1), cancellationToken);
                return SweepStep.Refiled;
        }
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
